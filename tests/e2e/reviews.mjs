// Protects payments that wait for a person: a shop's payout is set aside and not sent, its page
// says so, somebody other than the maker of the key decides on a phone, and what is called off is
// gone.
import assert from "node:assert/strict";
import { signInFirstTime } from "../api/people.mjs";
import { MerchantClient, OfficeClient } from "../lib/installation.mjs";
import { axeViolations, overflow } from "./browser.mjs";
import { withDemo } from "./demo.mjs";
import { demoPassword, inWindow, stateOf } from "./people.mjs";
import { test } from "./suite.mjs";

/** A shop of the demo whose payouts from 20.00 on need another person; its owner Olga. */
async function shopOf({ demo, demoApi }) {
  const root = new OfficeClient(demo);
  const email = "admin@demo.bursar.example";
  await root.mustPost("/api/session", { email, password: demoPassword });
  await root.get("/api/session");
  // The shops of the demo that sell in euro have enough to pay out.
  const target = "/api/payments?limit=1&lifecycle=captured&currency=EUR";
  const [paid] = (await root.get(target)).body.rows;
  const { merchant_id, company_id, currency } = paid;
  const key = await root.mustPost(`/api/merchants/${merchant_id}/api_keys`, {
    label: "till",
    scopes: ["payouts:write", "transactions:read", "transactions:write"],
  });
  await root.mustPost("/api/approval_policies", {
    ...{ kind: "payout", scope_kind: "merchant", merchant_id, name: "Payouts from 20" },
    thresholds: [{ currency, amount_minor: 2_000 }],
    approvers: 1,
  });
  const made = await root.mustPost("/api/users", {
    ...{ email: "olga@bursar.example", name: "Olga", role_key: "owner" },
    ...{ scope_kind: "company", company_id },
  });
  const olga = new OfficeClient(demo);
  await signInFirstTime(olga, "olga@bursar.example", made.temporary_password);
  const api = new MerchantClient(demoApi, key.plain_text);
  const payout = async (amount) => {
    const answer = await api.post("/v1/payment/payout", {
      ...{ amount, currency, merchantId: merchant_id, orderId: crypto.randomUUID() },
      ...{ buyerId: "ann", paymentMethod: "bank_transfer" },
      paymentMethodInput: { iban: "DE89370400440532013000", holder: "Ann Example" },
    });
    assert.equal(answer.status, 201, answer.text);
    return answer.body.transaction;
  };
  const balance = async (account) => {
    const { rows } = (await root.get(`/api/merchants/${merchant_id}/balances`)).body;
    return rows.find((one) => one.account === account && one.currency === currency)?.balance_minor;
  };
  return { root, olga, api, payout, balance, currency };
}

async function inspect(page, what) {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  assert.deepEqual(await axeViolations(page), [], what);
  assert.ok((await overflow(page)) <= 0, `${what} is wider than its window`);
}

const phone = { width: 360, scheme: "dark", hasTouch: true };

test(
  "reviews: a shop's payout waits, is approved on a phone, and arrives",
  withDemo(async ({ browser, demo, demoApi, admin }) => {
    const { olga, api, payout, balance } = await shopOf({ demo, demoApi });
    const before = await balance("merchant_available");
    const waiting = await payout(4_200);
    assert.equal(waiting.status, "WAIT_APPROVE");
    assert.equal(await balance("merchant_available"), before - 4_200, "it is set aside");
    await inWindow(browser, { storageState: admin }, async (desk) => {
      await desk.goto(`${demo}/payments/${waiting.id}`);
      await desk.getByText("This payout waits for approval").waitFor();
      await desk.getByText("Waiting for approval").first().waitFor();
      await inspect(desk, "the payout that waits");
      await inWindow(browser, { ...phone, storageState: stateOf(olga) }, async (owner) => {
        await owner.goto(`${demo}/approvals`);
        await owner
          .getByText(/^Pay out .*42/)
          .first()
          .waitFor();
        await inspect(owner, "the inbox");
        await owner
          .getByText(/^Pay out .*42/)
          .first()
          .click();
        await owner.getByText("What happens to the money").waitFor();
        await owner.getByText("Payouts in transit").waitFor();
        await owner.getByText("till").first().waitFor();
        await inspect(owner, "the request");
        await owner.getByRole("button", { name: "Approve" }).click();
        await owner.getByText("It goes to the provider at once.", { exact: false }).waitFor();
        await owner.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
        await owner.getByText("Approved and done").first().waitFor();
      });
      await desk.getByText("Paid out", { exact: true }).first().waitFor();
      assert.equal(await desk.getByText("waits for approval").count(), 0);
    });
    const done = await api.until(waiting.id, (one) => one.status === "SUCCESS");
    assert.equal(done.action, "PAYOUT");
  }),
);

test(
  "reviews: a rejected payout gives its money back and says why, a canceled one is gone",
  withDemo(async ({ browser, demo, demoApi, admin }) => {
    const { olga, payout, balance } = await shopOf({ demo, demoApi });
    const before = await balance("merchant_available");
    const unwanted = await payout(2_000);
    await inWindow(browser, { storageState: stateOf(olga) }, async (owner) => {
      await owner.goto(`${demo}/payments/${unwanted.id}`);
      await owner.getByRole("link", { name: "See the request" }).click();
      await owner.getByRole("button", { name: "Reject" }).click();
      const dialog = owner.getByRole("dialog");
      await dialog.getByLabel("Why").fill("Nobody knows this receiver");
      await dialog.getByRole("button", { name: "Reject" }).click();
      await owner.getByText("Rejected by").first().waitFor();
      await owner.goto(`${demo}/payments/${unwanted.id}`);
      await owner.getByText("Nobody knows this receiver").first().waitFor();
      assert.equal(await balance("merchant_available"), before);
    });
    const wrong = await payout(3_000);
    await inWindow(browser, { storageState: admin }, async (page) => {
      await page.goto(`${demo}/payments/${wrong.id}`);
      await page.getByRole("button", { name: "Cancel", exact: true }).click();
      const dialog = page.getByRole("dialog", { name: "Cancel this payout?" });
      await dialog.getByLabel("Why").fill("wrong receiver");
      await inspect(page, "the dialog");
      await dialog.getByRole("button", { name: "Cancel payout" }).click();
      await page.getByText("Canceled", { exact: true }).first().waitFor();
      await page.getByText("wrong receiver").first().waitFor();
      assert.equal(await page.getByRole("button", { name: "Cancel", exact: true }).count(), 0);
      assert.equal(await balance("merchant_available"), before);
    });
    await inWindow(browser, { ...phone, storageState: stateOf(olga) }, async (owner) => {
      await owner.goto(`${demo}/payments/${wrong.id}`);
      await owner.getByText("Canceled", { exact: true }).first().waitFor();
      await inspect(owner, "the canceled payout on a phone");
      await owner.goto(`${demo}/approvals`);
      await owner.getByText("Nothing waits for you").waitFor();
    });
  }),
);

test(
  "reviews: a policy about payments speaks of them in the language of rules",
  withDemo(async ({ browser, demo, admin }) => {
    await inWindow(browser, { storageState: admin }, async (page) => {
      await page.goto(`${demo}/approval-policies`);
      await page.getByRole("link", { name: "New policy" }).first().click();
      await page.getByLabel("Name").fill("American cards");
      await page.getByRole("combobox", { name: "Kind" }).click();
      await page.getByRole("option", { name: "Payments", exact: true }).click();
      await page.getByRole("combobox", { name: "Where" }).click();
      await page.getByRole("option", { name: "Whole installation" }).click();
      await page.getByLabel("Only where").fill('card.colour == "amex"');
      await page.getByRole("button", { name: "New policy" }).click();
      await page.locator('[aria-invalid="true"]').first().waitFor();
      await page.getByLabel("Only where").fill('card.scheme=="amex"');
      await page.getByText(/Payments where card.scheme=="amex" need the approval/).waitFor();
      await inspect(page, "the policy");
      await page.getByRole("button", { name: "New policy" }).click();
      await page.getByText(/Payments where card.scheme == "amex" need the approval/).waitFor();
    });
  }),
);
