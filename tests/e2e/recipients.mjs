// Protects whom money may go to: a recipient is written down, let in by two people, cools, and is
// paid by name; an edit takes all of it back.
import assert from "node:assert/strict";
import { inspect, withShop } from "./batches.mjs";
import { inWindow, stateOf } from "./people.mjs";
import { test } from "./suite.mjs";

const masked = "DE89 •••• 3000";

/** Opens the newest request whose title begins so, and agrees to it. */
async function agree(browser, person, base, title) {
  await inWindow(browser, { storageState: stateOf(person) }, async (page) => {
    await page.goto(`${base}/approvals`);
    await page.getByText(title).first().click();
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await inspect(page, "the request");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    await page.getByText("Approved and done").first().waitFor();
  });
}

async function press(page, action) {
  await page.getByRole("button", { name: action, exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Acme").first().waitFor();
  await dialog.getByRole("button", { name: action, exact: true }).click();
}

async function writeDown(page, base) {
  await page.goto(`${base}/recipients`);
  await page.getByText("No recipient yet").waitFor();
  await inspect(page, "no recipients");
  await page.getByRole("link", { name: "New recipient" }).click();
  await page.getByLabel("Merchant").click();
  await page.getByRole("option", { name: "First Shop" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Acme");
  await page.getByLabel("IBAN").fill("DE88 3704 0044 0532 0130 00");
  await page.getByLabel("Account holder").fill("Acme GmbH");
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.getByText(/Is not an IBAN/).waitFor();
  await inspect(page, "a wrong IBAN");
  await page.getByLabel("IBAN").fill("DE89 3704 0044 0532 0130 00");
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.getByText("Nothing is paid to a draft").waitFor();
  await page.getByText(masked).first().waitFor();
  await inspect(page, "the draft");
}

async function payByName(page, shop, path) {
  await page.getByRole("link", { name: "Pay out" }).click();
  await page.getByLabel("Recipient", { exact: true }).waitFor();
  await page.getByLabel("Amount").fill("12.50");
  await inspect(page, "the payout");
  await page.getByRole("button", { name: "Pay out", exact: true }).click();
  await shop.answerCode(page, `Acme, ${masked}`);
  await page.waitForURL(/\/payments\/tx_/);
  await page.getByText("Paid out").first().waitFor();
  await page.getByRole("link", { name: "Acme", exact: true }).click();
  await page.waitForURL(path);
  await page.getByText("12.50").first().waitFor();
  await inspect(page, "its payouts");
}

test(
  "recipients: written down, let in by two people, paid by name, taken back by an edit",
  withShop(async ({ browser, shop, base }) => {
    await shop.admin.mustPost("/api/approval_policies", {
      kind: "recipient",
      scope_kind: "merchant",
      merchant_id: shop.merchant.merchant_id,
      name: "Whom we pay",
      approvers: 1,
    });
    const olga = await shop.add("Olga", "owner");
    await inWindow(browser, { storageState: stateOf(shop.admin) }, async (page) => {
      await writeDown(page, base);
      const path = page.url();
      await press(page, "Send for approval");
      await shop.answerCode(page, `release of payouts to Acme, ${masked}`);
      await page.getByText("Other people have to agree").waitFor();
      await inspect(page, "waiting");
      await agree(browser, olga, base, `Let payouts go to Acme, ${masked}`);
      // The page follows by itself.
      await page.getByText("Approved, usable in 24 h").waitFor();
      await inspect(page, "cooling");
      await press(page, "Shorten the wait");
      await shop.answerCode(page, `immediate release of payouts to Acme, ${masked}`);
      await page.getByRole("dialog").getByText("Sent for approval").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
      await agree(browser, olga, base, `Let payouts go at once to Acme, ${masked}`);
      await page.getByRole("link", { name: "Pay out" }).waitFor();
      await payByName(page, shop, path);
      await page.getByRole("link", { name: "Edit" }).click();
      await page.getByText(/It becomes a draft again/).waitFor();
      await inspect(page, "the edit");
      await page.getByLabel("Name", { exact: true }).fill("Acme, the second");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("Nothing is paid to a draft").waitFor();
      await press(page, "Archive");
      await page.getByText("Out of use for good").waitFor();
    });
    const { rows } = (await shop.admin.get("/api/payments?kind=payout")).body;
    assert.deepEqual(
      rows.map((row) => [row.amount_minor, row.lifecycle]),
      [[1250, "paid"]],
    );
  }),
);

test(
  "recipients: on a phone, and named by the form of payouts with what they still wait for",
  withShop(async ({ browser, shop, base }) => {
    const { merchant_id } = shop.merchant;
    const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });
    const all = `/api/merchants/${merchant_id}/recipients`;
    for (const [name, iban] of [
      [
        "A rather long name of somebody who is paid every month of the year",
        "DE89370400440532013000",
      ],
      ["Bolt", "GB29NWBK60161331926819"],
    ])
      await shop.admin.mustPost(all, { name, iban, holder: name, currency: "EUR" }, fresh());
    const phone = { width: 360, scheme: "dark", hasTouch: true };
    await inWindow(browser, { storageState: stateOf(shop.admin), ...phone }, async (page) => {
      await page.goto(`${base}/recipients`);
      await page.getByText(masked).waitFor();
      await inspect(page, "the list on a phone");
      await page.getByText("Bolt").first().click();
      await page.getByRole("button", { name: "Send for approval" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Send for approval" }).click();
      await shop.answerCode(page, "release of payouts to Bolt, GB29 •••• 6819");
      await page.getByText("Approved, usable in 24 h").waitFor();
      await inspect(page, "a cooling one on a phone");
      await page.goto(`${base}/payouts/create?merchant_id=${merchant_id}`);
      await page.getByText("Saved recipient").click();
      await page.getByLabel("Recipient", { exact: true }).click();
      const option = page.getByRole("option", { name: /^Bolt · GB29 •••• 6819 · EUR/ });
      await option.waitFor();
      assert.equal(await option.getAttribute("aria-disabled"), "true", "it still cools");
      assert.equal(await page.getByRole("option").count(), 1, "drafts are not offered");
      await page.keyboard.press("Escape");
      await inspect(page, "the form on a phone");
    });
  }),
);
