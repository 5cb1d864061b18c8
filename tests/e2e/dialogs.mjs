// Protects dialogs, menus and tooltips in light and dark: no breach of WCAG A or AA while they are
// open, and nothing outside every region of the page.
import assert from "node:assert/strict";
import { axeViolations, overflow, schemes } from "./browser.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const looks = [
  [1440, "light"],
  [360, "dark"],
];

const press = (name) => (page) => page.getByRole("button", { name }).first().click();

const merchant = "/merchants";
const paid = "/payments?lifecycle=captured&refund_state=none";

const dialogs = [
  { name: "refund", list: paid, open: press("Refund") },
  { name: "create key", list: merchant, tab: "keys", open: press("Create key") },
  { name: "replace key", list: merchant, tab: "keys", open: press(/^Replace the key/) },
  { name: "revoke key", list: merchant, tab: "keys", open: press(/^Revoke the key/) },
  { name: "suspend merchant", list: merchant, tab: "settings", open: press("Suspend") },
  { name: "close merchant", list: merchant, tab: "settings", open: press("Close for ever") },
  { name: "time zone", path: "/account", open: (page) => page.getByTitle(/time zone/).click() },
  { name: "palette", path: "/account", open: (page) => page.keyboard.press("Control+k") },
  { name: "shortcuts", path: "/account", open: (page) => page.keyboard.press("?") },
  { name: "status filter", path: "/payments", open: press("Status") },
  { name: "dates filter", path: "/payments", open: press("Created") },
];

/** Demo merchants have keys; those of the tests are made by what they test. */
async function goTo(page, demo, { path, list, tab }) {
  await page.goto(demo + (path ?? list));
  if (!list) return page.getByRole("heading", { level: 1 }).waitFor();
  const row = await page.locator("[data-row-link]").last().getAttribute("href");
  await page.goto(`${demo}${row}${tab ? `?tab=${tab}` : ""}`);
  return page.getByRole("tablist").waitFor();
}

for (const one of dialogs)
  test(`dialog: ${one.name} in light and dark`, async ({ browser, demo, admin }) => {
    for (const [width, scheme] of looks)
      await inWindow(browser, { width, scheme, storageState: admin }, async (page) => {
        await goTo(page, demo, one);
        await one.open(page);
        const dialog = page.getByRole("dialog");
        await dialog.waitFor();
        assert.deepEqual(await axeViolations(page), [], `${one.name} at ${width} in ${scheme}`);
        assert.ok((await overflow(page)) <= 0, `${one.name} makes the page too wide`);
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
      });
  });

test("dialog: a fresh proof is asked for, and the act goes on with it", async (world) => {
  const { browser, demo, admin } = world;
  for (const scheme of schemes)
    await inWindow(browser, { scheme, storageState: admin }, async (page) => {
      await goTo(page, demo, { list: merchant, tab: "keys" });
      const details = { level: "l3", methods: "password" };
      const problem = { type: "about:blank", title: "Confirm", status: 403, details };
      const body = {
        ...problem,
        code: "step_up_required",
        detail: "confirm",
        request_id: "r",
      };
      await page.route(/\/api_keys$/, (route) =>
        route.request().method() === "POST"
          ? route.fulfill({ status: 403, json: body, contentType: "application/problem+json" })
          : route.fallback(),
      );
      await page.getByRole("button", { name: "Create key" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Not made");
      await page.getByLabel("transactions:read").check();
      await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
      await page.getByRole("dialog", { name: "Confirm that it is you" }).waitFor();
      assert.deepEqual(await axeViolations(page), [], `step-up in ${scheme}`);
    });
});

test("dialog: a tooltip belongs to a region and leaves when its menu opens", async (world) => {
  const { browser, demo, admin } = world;
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/payments`);
    const columns = page.getByRole("button", { name: "Columns" });
    await columns.hover();
    await page.getByRole("tooltip").waitFor();
    assert.deepEqual(await axeViolations(page, ["region"]), []);
    await columns.click();
    await page.getByRole("menuitemcheckbox", { name: "Merchant" }).waitFor();
    assert.equal(await page.getByRole("tooltip").count(), 0);
  });
});
