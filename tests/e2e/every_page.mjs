// Protects every page in light and dark at three widths: no breach of WCAG A or AA, no sideways
// scrolling, no script error and no breach of the security policy.
import assert from "node:assert/strict";
import { axeViolations, overflow, schemes, widths } from "./browser.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const pages = [
  { path: "/sign-in", ready: "Sign in", signedOut: true },
  { path: "/", ready: "Dashboard" },
  { path: "/live", ready: "Live monitor" },
  { path: "/payments", ready: "Transactions" },
  { path: "/merchants", ready: "Merchants" },
  { path: "/audit", ready: "Audit trail" },
  { path: "/account", ready: "My account" },
  { path: "/account/sessions", ready: "Sessions" },
  { path: "/get-started", ready: "Get started" },
  { path: "/no-such-page", ready: "There is no such page" },
];

async function inspect(page, base, { path, ready }) {
  await page.goto(base + path);
  await page.locator("h1, p").getByText(ready, { exact: true }).first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  assert.deepEqual(await axeViolations(page), [], "no violation of WCAG A or AA");
  assert.ok((await overflow(page)) <= 0, `${path} is wider than its window`);
}

for (const one of pages)
  for (const scheme of schemes)
    test(`page: ${one.path} in ${scheme} at ${widths.join(", ")}`, async ({
      browser,
      demo,
      admin,
    }) => {
      for (const width of widths) {
        const storageState = one.signedOut ? undefined : admin;
        await inWindow(browser, { width, scheme, storageState }, (page) =>
          inspect(page, demo, one),
        );
      }
    });
