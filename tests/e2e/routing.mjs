// Protects the work on routing: a profile is made, a condition is written as a form and as text
// with its fault at the place, rules are moved by keyboard, a payment is tried, and the draft
// decides. The schemes' limits are changed with a reason and given back.
import assert from "node:assert/strict";
import { axeViolations } from "./browser.mjs";
import { withDemo } from "./demo.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

async function startProfile(page, demo) {
  await page.goto(`${demo}/routing`);
  await page.getByRole("button", { name: "New profile" }).click();
  const dialog = page.getByRole("dialog", { name: "New profile" });
  await dialog.getByLabel("Name").fill("Cards");
  await dialog.getByLabel("Where it holds").click();
  await page.getByRole("option", { name: "Whole installation" }).click();
  await dialog.getByRole("button", { name: "Create the profile" }).click();
  await page.waitForURL(/\/routing\/rt_/);
}

test(
  "routing: rules are written, tried and let decide",
  withDemo(async ({ browser, demo, admin }) => {
    await inWindow(browser, { storageState: admin }, async (page) => {
      await startProfile(page, demo);
      await page.getByRole("button", { name: "Add a rule" }).click();
      const first = page.getByRole("listitem").filter({ hasText: "When it holds" }).first();
      await first.getByText("Text", { exact: true }).click();
      await first.getByLabel("Condition", { exact: true }).fill("payment.amout > 3");
      await first.getByText(/Line 1, character 1:.*payment\.amount/).waitFor();
      await first
        .getByLabel("Condition", { exact: true })
        .fill('payment.amount > money("50.00", "EUR")');
      await first.getByText(/Line 1/).waitFor({ state: "detached" });
      await first.getByText("Form", { exact: true }).click();
      await first.locator("code", { hasText: 'money("50.00", "EUR")' }).waitFor();
      await page.getByRole("button", { name: "Add a rule" }).click();
      await page.getByRole("button", { name: "Move Rule 2 up" }).press("Enter");
      await page.getByRole("button", { name: "Move Rule 2 down" }).press("Enter");
      await page.getByRole("button", { name: "Save the draft" }).click();
      await page.getByText("Draft saved").waitFor();
      await page.getByRole("tab", { name: "Try a payment" }).click();
      await page.getByRole("button", { name: "See the route" }).click();
      await page.getByText("Decides", { exact: true }).waitFor();
      await page.getByRole("tab", { name: "Rules" }).click();
      await page.getByRole("button", { name: "Let it decide" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Let it decide" }).click();
      await page.getByText("Version 1 decides", { exact: true }).first().waitFor();
    });
  }),
);

test(
  "routing: the schemes' limits are changed with a reason, and given back",
  withDemo(async ({ browser, demo, admin }) => {
    await inWindow(browser, { storageState: admin }, async (page) => {
      await page.goto(`${demo}/decline-codes`);
      await page.getByRole("link", { name: "See or change" }).click();
      await page.getByText("As the product comes", { exact: true }).waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole("button", { name: "Change the limits" }).click();
      const first = page.getByRole("group", { name: "Limit 1", exact: true });
      await first.getByLabel("Within").fill("0");
      await page.getByLabel("Reason").fill("told by our acquirer");
      await page.getByRole("button", { name: "Save the limits" }).click();
      await first.getByText("From 1 to 8,784").waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await first.getByLabel("Within").fill("48");
      await page.getByRole("button", { name: "Remove Limit 2" }).click();
      await page.getByRole("button", { name: "Save the limits" }).click();
      await page.getByText("Your own, version 1").waitFor();
      await page.getByRole("cell", { name: "None for 2 days" }).waitFor();
      await page.getByText("told by our acquirer").waitFor();
      await page.getByRole("button", { name: "Use those of the product" }).click();
      const dialog = page.getByRole("dialog", { name: "Use the limits of the product?" });
      await dialog.getByLabel("Reason").fill("it was a trial");
      await dialog.getByRole("button", { name: "Use those of the product" }).click();
      await page.getByText("it was a trial").waitFor();
      await page.getByRole("button", { name: "Show Version 1" }).click();
      await page.getByRole("cell", { name: "None for 2 days" }).waitFor();
    });
  }),
);
