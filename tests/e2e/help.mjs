// Protects help where one works: the guide beside the page, and a question that reaches the
// operator and comes back answered.
import assert from "node:assert/strict";
import { signInFirstTime } from "../api/people.mjs";
import { OfficeClient } from "../lib/installation.mjs";
import { axeViolations, overflow } from "./browser.mjs";
import { withDemo } from "./demo.mjs";
import { demoPassword, inWindow, stateOf } from "./people.mjs";
import { test } from "./suite.mjs";

async function inspect(page, what) {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  assert.deepEqual(await axeViolations(page), [], what);
  assert.ok((await overflow(page)) <= 0, `${what} is wider than its window`);
}

test("help: the guide opens at the page about where one is, and its links stay inside", async ({
  browser,
  demo,
  admin,
}) => {
  for (const look of [
    { width: 360, scheme: "dark" },
    { width: 768, scheme: "light" },
    { width: 1440, scheme: "light" },
  ])
    await inWindow(browser, { ...look, storageState: admin }, async (page) => {
      await page.goto(`${demo}/decline-codes`);
      await page.getByRole("heading", { name: "Decline codes" }).waitFor();
      await page.getByRole("button", { name: "Help on this page" }).click();
      const help = page.getByRole("dialog", { name: "Decline codes" });
      await help.getByRole("table").first().waitFor();
      await inspect(page, `the guide at ${look.width}`);
      await help.getByRole("button", { name: "All topics" }).click();
      const front = page.getByRole("dialog", { name: "Guide" });
      await front.getByRole("link", { name: "Payouts" }).click();
      await page.getByRole("dialog", { name: "Payouts" }).waitFor();
      assert.equal(new URL(page.url()).pathname, "/decline-codes");
      await page.getByRole("button", { name: "Back" }).click();
      await front.waitFor();
      await page.keyboard.press("Escape");
      await front.waitFor({ state: "detached" });
      await page.goto(`${demo}/payouts`);
      await page.getByRole("heading", { name: "Payouts" }).waitFor();
      await page.keyboard.press("h");
      await page.getByRole("dialog", { name: "Payouts" }).waitFor();
      await page.getByRole("link", { name: "Open as a page" }).click();
      await page.waitForURL(`${demo}/help/payouts`);
    });
});

test(
  "help: what somebody asks reaches the operator, and the answer comes back",
  withDemo(async ({ browser, demo, admin }) => {
    const root = new OfficeClient(demo);
    const email = "admin@demo.bursar.example";
    await root.mustPost("/api/session", { email, password: demoPassword });
    await root.get("/api/session");
    const [{ company_id }] = (await root.get("/api/payments?limit=1")).body.rows;
    const made = await root.mustPost("/api/users", {
      ...{ email: "vera@bursar.example", name: "Vera", role_key: "viewer" },
      ...{ scope_kind: "company", company_id },
    });
    const vera = new OfficeClient(demo);
    await signInFirstTime(vera, "vera@bursar.example", made.temporary_password);
    await inWindow(browser, { storageState: stateOf(vera) }, async (page) => {
      await page.goto(`${demo}/payments`);
      await page.getByRole("button", { name: "Help on this page" }).click();
      await page.getByRole("button", { name: "Ask or tell us" }).click();
      const dialog = page.getByRole("dialog", { name: "To the operator" });
      await dialog.getByRole("button", { name: "Send" }).click();
      await dialog.getByText("Fill this in").waitFor();
      await dialog.getByLabel("In your words").fill("What does settled mean?");
      await inspect(page, "the dialog");
      await dialog.getByRole("button", { name: "Send" }).click();
      await dialog.waitFor({ state: "detached" });
      await page.goto(`${demo}/feedback`);
      await page.getByText("feedback:read").first().waitFor();
    });
    for (const width of [360, 768, 1440])
      await inWindow(browser, { width, storageState: admin }, async (page) => {
        await page.goto(`${demo}/feedback`);
        await page.getByText("What does settled mean?").first().waitFor();
        await inspect(page, `the queue at ${width}`);
      });
    await inWindow(browser, { scheme: "dark", storageState: admin }, async (page) => {
      await page.goto(`${demo}/feedback`);
      await page.getByRole("button", { name: /^Answer/ }).click();
      const dialog = page.getByRole("dialog", { name: "Question" });
      await dialog.getByText("from /payments").waitFor();
      await inspect(page, "the answer");
      await dialog.getByLabel("Answer", { exact: true }).fill("The money left for the merchant.");
      await dialog.getByRole("button", { name: "Send" }).click();
      await page.getByText("Nothing is open").waitFor();
    });
    await inWindow(browser, { width: 360, storageState: stateOf(vera) }, async (page) => {
      await page.goto(`${demo}/help`);
      await page.getByText("The money left for the merchant.").waitFor();
      await inspect(page, "the front page with an answer");
    });
  }),
);
