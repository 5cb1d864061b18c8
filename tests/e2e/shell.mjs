// Protects work by keyboard and the frame round every page: palette, shortcuts, menu, time zone.
import assert from "node:assert/strict";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

test("shell: the palette jumps to pages, searches and opens a payment by id", async (world) => {
  const { browser, demo, admin } = world;
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/account`);
    await page.getByRole("heading", { name: "My profile" }).waitFor();
    const open = async (text) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill(text);
      await page.keyboard.press("Enter");
    };
    await open("merch");
    await page.waitForURL(`${demo}/merchants`);
    await open("ord-12345");
    await page.waitForURL(`${demo}/payments?search=ord-12345`);
    await page.goto(`${demo}/payments`);
    const path = await page.locator("[data-row-link]").first().getAttribute("href");
    await open(path.replace("/payments/", ""));
    await page.waitForURL(demo + path);
  });
});

test("shell: two keys jump to a page, but not while typing", async ({ browser, demo, admin }) => {
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/account`);
    await page.getByRole("heading", { name: "My profile" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await page.waitForURL(`${demo}/payments`);
    await page.getByRole("searchbox").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("gd");
    assert.equal(await page.getByRole("searchbox").inputValue(), "gd");
    await page.waitForURL(`${demo}/payments?search=gd`);
    await page.keyboard.press("Escape");
  });
});

test("shell: the skip link is first, and leads to the content", async ({
  browser,
  demo,
  admin,
}) => {
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/account`);
    await page.getByRole("heading", { name: "My profile" }).waitFor();
    await page.keyboard.press("Tab");
    assert.equal(
      await page.evaluate(() => document.activeElement?.textContent),
      "Skip to the content",
    );
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  });
});

test("shell: times follow the chosen zone, and the choice stays", async ({
  browser,
  demo,
  admin,
}) => {
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/account`);
    await page
      .getByText(/UTC\+0[23]:00/)
      .first()
      .waitFor();
    await page.getByTitle(/change the time zone/).click();
    await page.getByRole("button", { name: "UTC", exact: true }).click();
    await page.getByRole("button", { name: "Done" }).click();
    await page.reload();
    assert.match(await page.getByTitle(/change the time zone/).textContent(), /^\d\d:\d\dUTC$/);
  });
});

test("shell: on a phone the menu is a drawer that closes on arrival", async ({
  browser,
  demo,
  admin,
}) => {
  await inWindow(browser, { width: 360, storageState: admin }, async (page) => {
    await page.goto(`${demo}/account`);
    await page.getByRole("button", { name: "Open the menu" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Transactions" }).click();
    await page.waitForURL(`${demo}/payments`);
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});

test("shell: dark stays dark after a reload", async ({ browser, demo, admin }) => {
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/account`);
    await page.getByRole("button", { name: "Appearance" }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    await page.reload();
    await page.getByRole("heading", { name: "My profile" }).waitFor();
    const scheme = await page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    assert.equal(scheme, "dark");
  });
});
