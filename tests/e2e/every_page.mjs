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
  { path: "/decline-codes", ready: "Decline codes" },
  { path: "/customers", ready: "Customers" },
  { path: "/payouts", ready: "Payouts" },
  { path: "/recipients", ready: "Recipients" },
  { path: "/recipients/create", ready: "New recipient" },
  { path: "/payments/create", ready: "New payment" },
  { path: "/needs-answer", ready: "Needs an answer" },
  { path: "/needs-answer?tab=cases", ready: "Needs an answer" },
  { path: "/approvals", ready: "Approvals" },
  { path: "/approval-policies", ready: "Approval policies" },
  { path: "/approval-policies/create", ready: "New policy" },
  { path: "/merchants", ready: "Merchants" },
  { path: "/fees", ready: "Fees" },
  { path: "/fees/create", ready: "New fee plan" },
  { path: "/providers", ready: "Providers" },
  { path: "/providers/create", ready: "Add a provider account" },
  { path: "/routing", ready: "Routing" },
  { path: "/routing/limits", ready: "Limits of the schemes" },
  { path: "/audit", ready: "Audit trail" },
  { path: "/security", ready: "Security policy" },
  { path: "/access-reviews", ready: "Access reviews" },
  { path: "/account", ready: "My profile" },
  { path: "/account/sessions", ready: "Sessions" },
  { path: "/get-started", ready: "Get started" },
  { path: "/help", ready: "Guide" },
  { path: "/help/transactions", ready: "Transactions" },
  { path: "/feedback", ready: "Feedback" },
  { path: "/no-such-page", ready: "There is no such page" },
];

/** Tabs of the first payment that was refunded in part, and of the first merchant. */
const tabs = [
  ...["timeline", "operations", "ledger", "fees"].map((tab) => ["/payments", tab]),
  ...["overview", "settings", "keys", "test"].map((tab) => ["/merchants", tab]),
  ...["plan", "edit", "versions"].map((tab) => ["/fees", tab]),
  ...["health", "set-up", "messages"].map((tab) => ["/providers", tab]),
];

async function inspectTab(page, base, [list, tab]) {
  await page.goto(`${base}${list}${list === "/payments" ? "?refund_state=part" : ""}`);
  const path = await page.locator("[data-row-link]").first().getAttribute("href");
  await page.goto(`${base}${path}?tab=${tab}`);
  await page.getByRole("tab", { selected: true }).waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  assert.deepEqual(await axeViolations(page), [], "no violation of WCAG A or AA");
  assert.ok((await overflow(page)) <= 0, `${list} ${tab} is wider than its window`);
}

for (const [list, tab] of tabs)
  test(`page: ${list}, one of them, its ${tab}`, async ({ browser, demo, admin }) => {
    for (const [width, scheme] of [
      [360, "dark"],
      [1440, "light"],
    ])
      await inWindow(browser, { width, scheme, storageState: admin }, (page) =>
        inspectTab(page, demo, [list, tab]),
      );
  });

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
