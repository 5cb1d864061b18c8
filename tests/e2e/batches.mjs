// Protects money that goes out: a single payout by a code, a file of payouts from upload to result,
// one that another person has to agree to, and all of it on a phone.
import assert from "node:assert/strict";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { signInFirstTime } from "../api/people.mjs";
import { Installation, OfficeClient, sampleSale } from "../lib/installation.mjs";
import { totp } from "../lib/totp.mjs";
import { axeViolations, overflow } from "./browser.mjs";
import { inWindow, stateOf } from "./people.mjs";
import { test } from "./suite.mjs";

const iban = "DE89370400440532013000";

/** A merchant with money that can be paid out. */
class Shop {
  async start() {
    this.installation = await Installation.create();
    await this.installation.startSimulator();
    await this.installation.serve();
    const admin = await this.installation.signUp();
    const { company, merchant, api } = await this.installation.createMerchant(admin);
    Object.assign(this, { company, merchant });
    const order = sampleSale(merchant.merchant_id, "fund-1", { amount: 500_000, currency: "EUR" });
    const sale = await api.post("/v1/payment/sale", order);
    await api.until(sale.body.transaction.id, (one) => one.status === "SUCCESS");
    await this.installation.server.stop();
    this.change("UPDATE pending_maturity SET due_at = 0 WHERE matured_at IS NULL");
    await this.installation.serve();
    this.admin = this.at(admin);
    const target = `/api/merchants/${merchant.merchant_id}/balances`;
    for (let tries = 0; ; ++tries) {
      const { rows } = (await this.admin.get(target)).body;
      if (rows.some((row) => row.account === "merchant_available" && row.balance_minor > 0)) return;
      if (tries === 400) throw new Error("nothing became available");
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** The same person at the server as it runs now. */
  at(person) {
    const client = new OfficeClient(this.installation.office);
    return Object.assign(client, { cookies: person.cookies, csrf: person.csrf });
  }

  change(sql) {
    const database = new DatabaseSync(path.join(this.installation.folder, "sandbox.db"));
    database.exec("PRAGMA busy_timeout = 5000");
    database.exec(sql);
    database.close();
  }

  async add(name, role_key) {
    const email = `${name.toLowerCase()}@bursar.example`;
    const { company_id } = this.company;
    const made = await this.admin.mustPost("/api/users", {
      email,
      name,
      role_key,
      scope_kind: "company",
      company_id,
    });
    const client = new OfficeClient(this.installation.office);
    await signInFirstTime(client, email, made.temporary_password);
    return client;
  }

  /** Answers the dialog that asks for the code of one operation; its step counts as unused. */
  async answerCode(page, expected) {
    const dialog = page.getByRole("dialog", { name: "Confirm this operation" });
    await dialog.getByText(expected).first().waitFor();
    // The button behind it is busy until the code is proven.
    assert.deepEqual(await axeViolations(page), [], "the code");
    this.change("UPDATE user_account SET totp_last_step = 0");
    await dialog.getByLabel("Code").fill(totp(this.installation.totpSecret));
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
  }
}

export const withShop = (body) => async (world) => {
  const shop = new Shop();
  try {
    await shop.start();
    await body({ ...world, shop, base: shop.installation.office });
  } finally {
    await shop.installation?.stop();
  }
};

export async function inspect(page, what) {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  assert.deepEqual(await axeViolations(page), [], what);
  assert.ok((await overflow(page)) <= 0, `${what} is wider than its window`);
}

const lineOf = (id, amount, account = iban) => `${id},${amount},EUR,${account},Ada Lovelace\n`;
const header = "payment_id,amount,currency,iban,holder\n";

/** Drops a file on the field as people do. */
async function drop(page, name, text) {
  const transfer = await page.evaluateHandle(
    ([title, content]) => {
      const carried = new DataTransfer();
      carried.items.add(new File([content], title, { type: "text/csv" }));
      return carried;
    },
    [name, text],
  );
  const field = page.locator("label", { hasText: "Drop a CSV file here" });
  await field.dispatchEvent("dragover", { dataTransfer: transfer });
  await field.dispatchEvent("drop", { dataTransfer: transfer });
  await page.getByText(name, { exact: true }).waitFor();
}

test(
  "batches: one payout leaves the office by a code of its own",
  withShop(async ({ browser, shop, base }) => {
    await inWindow(browser, { storageState: stateOf(shop.admin) }, async (page) => {
      await page.goto(`${base}/payouts/create`);
      await page.getByLabel("Merchant").click();
      await page.getByRole("option", { name: "First Shop" }).click();
      await page.getByLabel("Amount").fill("12.50");
      await page.getByLabel("IBAN").fill(iban);
      await page.getByLabel("Account holder").or(page.getByLabel("Holder")).first().fill("Ada");
      await page.getByRole("button", { name: /^Pay out/ }).click();
      await shop.answerCode(page, "DE89 •••• 3000");
      await page.waitForURL(/\/payments\/tx_/);
      await page.getByText("Paid out").first().waitFor();
      await inspect(page, "the payout");
    });
    const { rows } = (await shop.admin.get("/api/payments?kind=payout")).body;
    assert.deepEqual(
      rows.map((row) => [row.amount_minor, row.currency, row.lifecycle]),
      [[1250, "EUR", "paid"]],
    );
  }),
);

test(
  "batches: a file with one bad line goes from upload to result",
  withShop(async ({ browser, shop, base }) => {
    const text = header + lineOf("p-1", 1000) + lineOf("p-2", 2000, "DE00") + lineOf("p-3", 3000);
    await inWindow(browser, { storageState: stateOf(shop.admin) }, async (page) => {
      await page.goto(`${base}/batches`);
      await page.getByText("No batch yet").waitFor();
      await inspect(page, "no batches");
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "Template for payouts" }).click();
      assert.equal((await saved).suggestedFilename(), "batch-payouts.csv");
      await page.getByRole("link", { name: "Upload a file" }).click();
      await drop(page, "wrong.csv", "payment_id,pan\n1,4111111111111111\n");
      await page.getByRole("button", { name: "Upload and check" }).click();
      await page.getByText(/files carry no card data/i).waitFor();
      await inspect(page, "a refused file");
      await page.getByLabel("File", { exact: true }).setInputFiles({
        name: "october.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(text),
      });
      await page.getByRole("button", { name: "Upload and check" }).click();
      await page.getByRole("heading", { level: 1, name: "october.csv" }).waitFor();
      await page.getByText("2 lines can be carried out").waitFor();
      await page.getByText("is not an IBAN").waitFor();
      await inspect(page, "the preview");
      await page.getByRole("button", { name: "Carry out" }).click();
      const dialog = page.getByRole("dialog", { name: "Carry out this batch" });
      await dialog.getByText("€40.00").waitFor();
      await dialog.getByRole("button", { name: "Carry out" }).click();
      await shop.answerCode(page, "everybody in october.csv");
      await page.getByText("Completed, not all").first().waitFor();
      await page.getByText("Not every line was carried out").waitFor();
      await page.getByText("Done (2)").click();
      await page.getByRole("link", { name: "p-3" }).waitFor();
      await inspect(page, "the result");
      const result = page.waitForEvent("download");
      await page.getByRole("button", { name: "Result file" }).click();
      assert.match((await result).suggestedFilename(), /^result-ba_/);
      await page.goto(`${base}/batches/upload`);
      await drop(page, "again.csv", `\uFEFF${text}`);
      await page.getByRole("button", { name: "Upload and check" }).click();
      await page.getByText("This file was uploaded already").waitFor();
    });
    const { rows } = (await shop.admin.get("/api/payments?kind=payout")).body;
    assert.equal(rows.length, 2, "each line was paid once");
  }),
);

test(
  "batches: a large file waits for another person, on a phone as well",
  withShop(async ({ browser, shop, base }) => {
    await shop.admin.mustPost("/api/approval_policies", {
      kind: "payout_batch",
      scope_kind: "merchant",
      merchant_id: shop.merchant.merchant_id,
      name: "Files from 10",
      thresholds: [{ currency: "EUR", amount_minor: 1_000 }],
      approvers: 1,
    });
    const olga = await shop.add("Olga", "owner");
    const lines = Array.from({ length: 250 }, (_, line) => lineOf(`a rather long id ${line}`, 100));
    const phone = { width: 360, scheme: "dark", hasTouch: true };
    await inWindow(browser, { storageState: stateOf(shop.admin), ...phone }, async (page) => {
      await page.goto(`${base}/batches/upload`);
      await page.getByLabel("File", { exact: true }).setInputFiles({
        name: "a file with a long name that has to be broken somewhere.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(header + lines.join("")),
      });
      await inspect(page, "the upload on a phone");
      await page.getByRole("button", { name: "Upload and check" }).click();
      await page.getByText("250 lines can be carried out").waitFor();
      await inspect(page, "the preview on a phone");
      await page.getByRole("button", { name: "Later lines" }).click();
      await page.getByText("Lines 102 to 201").waitFor();
      await page.getByRole("button", { name: "Carry out" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Carry out" }).click();
      await shop.answerCode(page, "250.00");
      await page.getByRole("dialog").getByText("Sent for approval").waitFor();
      await page.getByRole("button", { name: "Close" }).first().click();
      await page.getByText("Waiting for another person").waitFor();
      await inWindow(browser, { storageState: stateOf(olga) }, async (owner) => {
        await owner.goto(`${base}/approvals`);
        await owner
          .getByText(/Pay out a file/)
          .first()
          .click();
        await owner.getByText("Total in EUR").waitFor();
        await inspect(owner, "the request");
        await owner.getByRole("button", { name: "Approve" }).click();
        await owner.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
        await owner.getByText("Approved and done").first().waitFor();
      });
      await page.getByText("Completed", { exact: true }).first().waitFor({ timeout: 40_000 });
      await inspect(page, "the end on a phone");
    });
    const { tallies } = (await shop.admin.get("/api/batches")).body.rows[0];
    assert.deepEqual(
      tallies.map((one) => [one.state, one.lines, one.amount_minor]),
      [["succeeded", 250, 25_000]],
    );
  }),
);
