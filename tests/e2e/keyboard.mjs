// Protects work without a mouse: rows, filters, tabs and dialogs by keys alone, with the focus back
// where it came from.
import assert from "node:assert/strict";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const focused = (page, what) =>
  page.evaluate((name) => document.activeElement?.[name] ?? "", what ?? "textContent");

async function tabTo(page, locator) {
  for (let stops = 0; stops < 80; stops += 1) {
    if (await locator.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab never came to it");
}

test("keyboard: a filter is opened, set and taken off", async ({ browser, demo, admin }) => {
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/payments`);
    const status = page.getByRole("button", { name: "Status", exact: true });
    await status.waitFor();
    await tabTo(page, status);
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByLabel("Declined"));
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.waitForURL(/lifecycle=declined/);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.match(await focused(page), /^Status/, "focus is back on the filter");
    await page.keyboard.press("Tab");
    assert.match(await focused(page, "ariaLabel"), /^Remove the filter Status/);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${demo}/payments`);
  });
});

test("keyboard: from the list over a row to its refund and back", async (world) => {
  const { browser, demo, admin } = world;
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/payments?lifecycle=captured&refund_state=none&period=30d`);
    await page.locator("[data-row-link]").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/payments\/tx_/);
    const tab = page.getByRole("tab", { name: "Timeline" });
    await tab.waitFor();
    await tabTo(page, tab);
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tab", { name: /Operations/, selected: true }).waitFor();
    const refund = page.getByRole("button", { name: "Refund", exact: true });
    await refund.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    for (let stops = 0; stops < 12; stops += 1) await page.keyboard.press("Tab");
    const inside = await page.evaluate(
      () => document.activeElement?.closest('[role="dialog"]') !== null,
    );
    assert.ok(inside, "Tab stays in the dialog");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.textContent === "Refund");
  });
});

test("keyboard: the palette gives the focus back", async ({ browser, demo, admin }) => {
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/merchants`);
    await page.getByRole("searchbox").focus();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("combobox").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.type === "search");
  });
});
