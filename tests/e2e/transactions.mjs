// Protects finding payments: filters that survive an address, a way back and another window; the
// file with all that match; what the palette and a payment's page know about its buyer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

/** Days before yesterday, so that live payments do not add to what is compared. */
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

const rowPaths = (page) =>
  page.locator("[data-row-link]").evaluateAll((links) => links.map((one) => one.pathname));

/** The same rows as before, also when the live list had not settled yet. */
async function seesRows(page, expected) {
  await page.locator(`[data-row-link][href="${expected[0]}"]`).waitFor();
  assert.deepEqual(await rowPaths(page), expected);
}

test("transactions: filters stand in the address, for going back and for others", async (world) => {
  const { browser, demo, admin } = world;
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/payments`);
    await page.getByRole("button", { name: "Status", exact: true }).click();
    await page.getByLabel("Declined").check();
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: "Created", exact: true }).click();
    await page.getByLabel("First day").fill(day(29));
    await page.getByLabel("Last day").fill(day(2));
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(new RegExp(`lifecycle=declined&period=${day(29)}(~|%7E)${day(2)}`));
    await page
      .getByRole("cell", { name: /Captured/ })
      .first()
      .waitFor({ state: "detached" });
    const rows = await rowPaths(page);
    const statuses = await page.getByRole("cell", { name: /Declined/ }).count();
    assert.ok(rows.length > 0 && statuses === rows.length, "nothing but declined payments");
    const address = page.url();
    await page.reload();
    await seesRows(page, rows);
    await page.locator("[data-row-link]").first().click();
    await page.waitForURL(/\/payments\/tx_/);
    await page.goBack();
    await page.waitForURL(address);
    await seesRows(page, rows);
    await inWindow(browser, { storageState: admin }, async (other) => {
      await other.goto(address);
      await seesRows(other, rows);
    });
    await page.getByRole("button", { name: "Clear all" }).click();
    await page.waitForURL(`${demo}/payments`);
  });
});

test("transactions: the file holds all that match, not only the page", async (world) => {
  const { browser, demo, admin } = world;
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/payments?lifecycle=captured&period=${day(29)}~${day(2)}`);
    await page.locator("[data-row-link]").nth(49).waitFor();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save all that match as CSV" }).click();
    const file = await saved;
    assert.match(file.suggestedFilename(), /^transactions-\d{4}-\d\d-\d\d\.csv$/);
    const [head, ...lines] = readFileSync(await file.path(), "utf8")
      .trimEnd()
      .split("\r\n");
    assert.match(head, /^payment_id,created_at,.*,currency,amount,captured,refunded$/);
    assert.ok(lines.length > 50, `more than the page: ${lines.length}`);
    assert.ok(lines.every((line) => line.includes(",captured,")));
    assert.equal(new Set(lines.map((line) => line.split(",")[0])).size, lines.length);
    assert.match(lines[0], /^tx_\w{25},\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d,/);
    await page.getByText(`${lines.length} payments were saved`).waitFor();
  });
});

test("transactions: the palette finds a payment by its order, its page the buyer's others", async ({
  browser,
  demo,
  admin,
}) => {
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/payments?lifecycle=captured&period=7d`);
    const row = page
      .getByRole("row")
      .filter({ has: page.locator("[data-row-link]") })
      .last();
    const path = await row.locator("[data-row-link]").getAttribute("href");
    const [order] = (await row.textContent()).match(/(order|web)-[\d-]*\d/);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(order);
    await page
      .getByRole("option", { name: new RegExp(`^${order}.*Captured`) })
      .first()
      .click();
    await page.waitForURL(demo + path);
    await page
      .getByRole("region", { name: "Other payments of this buyer" })
      .or(page.getByText("The only payment of this buyer so far."))
      .waitFor();
  });
});
