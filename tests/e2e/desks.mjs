// Protects what people do to money, keys and settings, each on a demo of its own: a refund that
// others see at once, keys shown once, and two people who change the same merchant.
import assert from "node:assert/strict";
import { withDemo } from "./demo.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

async function openFirst(page, address) {
  await page.goto(address);
  const path = await page.locator("[data-row-link]").first().getAttribute("href");
  await page.goto(new URL(path, address).href);
  return page.url();
}

/** A payment that the simulator has carried out: it knows nothing of generated history. */
async function makePayment(page, demo) {
  await page.goto(`${await openFirst(page, `${demo}/merchants`)}?tab=test`);
  await page.getByRole("button", { name: "Make the payment" }).click();
  await page.getByText("The payment was captured").waitFor();
  await page.getByRole("link", { name: "Open the payment" }).click();
  await page.waitForURL(/\/payments\/tx_/);
  return page.url();
}

test(
  "desk: a refund is made from the payment's page, and an onlooker sees it without reloading",
  withDemo(async ({ browser, demo, admin }) => {
    await inWindow(browser, { storageState: admin }, (page) =>
      inWindow(browser, { storageState: admin }, async (onlooker) => {
        const address = await makePayment(page, demo);
        await onlooker.goto(address);
        await onlooker.getByRole("tab", { name: /^Operations\s*1$/ }).waitFor();
        const button = page.getByRole("button", { name: "Refund", exact: true });
        await button.click();
        const dialog = page.getByRole("dialog", { name: "Refund the payment" });
        await dialog.getByText("A part").click();
        await dialog.getByLabel("Amount").fill("999999");
        await dialog.getByRole("button", { name: "Refund", exact: true }).click();
        await dialog.getByText(/^Only .* can still be refunded$/).waitFor();
        await dialog.getByLabel("Amount").fill("1.00");
        await dialog.getByRole("button", { name: "Refund", exact: true }).click();
        await page.getByRole("dialog").getByText("Refunded", { exact: true }).waitFor();
        await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
        await page.getByRole("dialog").waitFor({ state: "detached" });
        await page.waitForFunction(() => document.activeElement?.textContent === "Refund");
        await onlooker.getByText("Partly refunded").first().waitFor();
        await onlooker.getByRole("tab", { name: /^Operations\s*2$/ }).waitFor();
      }),
    );
  }),
);

async function storeSecret(page) {
  const secret = await page.locator("[data-secret]").textContent();
  const done = page.getByRole("button", { name: "Done" });
  assert.equal(await done.getAttribute("aria-disabled"), "true", "it has to be stored first");
  await page.keyboard.press("Escape");
  await page.getByLabel("I have stored it in a safe place").check();
  await done.click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok(!(await page.content()).includes(secret), "nobody can read it again");
  return secret;
}

test(
  "desk: a key is created, replaced and revoked, and its secret is shown once",
  withDemo(async ({ browser, demo, admin }) => {
    await inWindow(browser, { storageState: admin }, async (page) => {
      const merchant = await openFirst(page, `${demo}/merchants`);
      await page.goto(`${merchant}?tab=keys`);
      await page.getByRole("button", { name: "Create key" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Create key" }).click();
      await dialog.getByText("Fill this in").first().waitFor();
      await dialog.getByLabel("Name").fill("Till");
      await dialog.getByLabel("transactions:read").check();
      await dialog.getByRole("button", { name: "Create key" }).click();
      const first = await storeSecret(page);
      await page.getByRole("button", { name: "Replace the key Till" }).click();
      await dialog.getByRole("button", { name: "Make the new key" }).click();
      assert.notEqual(await storeSecret(page), first);
      await page.getByText(/^Replaced, works until/).waitFor();
      const revoke = page.getByRole("button", { name: "Revoke the key Till" });
      assert.equal(await revoke.count(), 2, "both keys work for a while");
      await revoke.first().click();
      await dialog.getByRole("button", { name: "Revoke key" }).click();
      await page.getByText("The key “Till” was revoked").waitFor();
      await page.getByRole("row", { name: /Till/ }).nth(1).waitFor({ state: "detached" });
      await page.getByLabel(/^Show \d+ keys? that ha/).check();
      await page.getByRole("cell", { name: "Revoked" }).first().waitFor();
    });
  }),
);

async function saveSetting(page, label, value) {
  await page.getByLabel(label).fill(value);
  await page.getByRole("button", { name: "Save changes" }).click();
}

test(
  "desk: of two people who change one merchant nobody overwrites the other",
  withDemo(async ({ browser, demo, admin }) => {
    await inWindow(browser, { storageState: admin }, (page) =>
      inWindow(browser, { storageState: admin }, async (other) => {
        const address = `${await openFirst(page, `${demo}/merchants`)}?tab=settings`;
        for (const one of [page, other]) {
          await one.goto(address);
          await one.getByLabel("Statement text").waitFor();
        }
        await saveSetting(other, "Statement text", "FIRST TO SAVE");
        await other.getByText("The settings were saved").waitFor();
        await saveSetting(page, "Website", "https://second.example");
        await page.getByText("Somebody else changed this merchant meanwhile").waitFor();
        await page.getByRole("cell", { name: "FIRST TO SAVE" }).waitFor();
        const save = page.getByRole("button", { name: "Save changes" });
        assert.equal(await save.getAttribute("aria-disabled"), "true", "decide first");
        await page.getByRole("button", { name: "Put my changes on theirs" }).click();
        assert.equal(await page.getByLabel("Statement text").inputValue(), "FIRST TO SAVE");
        await save.click();
        await page.getByText("The settings were saved").waitFor();
        await other.reload();
        await other.getByLabel("Website").waitFor();
        assert.equal(await other.getByLabel("Website").inputValue(), "https://second.example");
        assert.equal(await other.getByLabel("Statement text").inputValue(), "FIRST TO SAVE");
      }),
    );
  }),
);
