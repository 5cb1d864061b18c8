// Protects the work on fees: the editor marks what is wrong beside its field, the calculator
// follows it and says what a payment made afterwards is charged while earlier ones stay, two people
// lose nothing, another person sees the money effect before a price changes, a merchant is given
// another plan and stays while it has money, and one without is archived.
import assert from "node:assert/strict";
import { signInFirstTime } from "../api/people.mjs";
import { Installation, OfficeClient } from "../lib/installation.mjs";
import { axeViolations } from "./browser.mjs";
import { inWindow, stateOf } from "./people.mjs";
import { test } from "./suite.mjs";

const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });

async function withFees(body) {
  const installation = await Installation.create();
  try {
    await installation.serve();
    const admin = await installation.signUp();
    const { company, merchant } = await installation.createMerchant(admin);
    await body({ installation, admin, company, merchant, office: installation.office });
  } finally {
    await installation.stop();
  }
}

async function feeOf({ admin, merchant }, amount_minor) {
  const target = `/api/merchants/${merchant.merchant_id}/test_payments`;
  const made = await admin.mustPost(target, { amount_minor, currency: "EUR" }, fresh());
  for (let tries = 0; tries < 800; ++tries) {
    const { body } = await admin.get(`/api/payments/${made.payment_id}`);
    if (body.payment.lifecycle === "captured")
      return { fee: body.payment.fee_minor, payment_id: made.payment_id };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("the payment was not captured");
}

const price = (percent_ppm, parts = []) => ({ percent_ppm, parts });
const content = (sale) => ({
  ...{ name: "Ours", sale, refund: price(0), payout: price(0), on_refund: "keep" },
  ...{ rounding: "half_up", reserve_ppm: 0, reserve_days: 0, settle_days: 2 },
});

async function ownPlan({ admin, company, merchant }) {
  const sale = price(14_000, [{ currency: "EUR", fixed_minor: 25 }]);
  const body = { ...content(sale), company_id: company.company_id };
  const plan = await admin.mustPost("/api/fee_plans", body, fresh());
  const give = { version: merchant.version, fee_plan_id: plan.fee_plan_id };
  const target = `/api/merchants/${merchant.merchant_id}/fee_plan`;
  const given = await admin.request("PUT", target, { ...give, accepts_missing_currencies: true });
  assert.equal(given.status, 200, given.text);
  return plan;
}

const sales = (page) =>
  page.locator("section").filter({ has: page.getByRole("heading", { name: "Sales" }) });

test("fees: what the calculator says is charged, and earlier payments stay", async ({ browser }) =>
  withFees(async (world) => {
    const { admin, office } = world;
    const state = stateOf(admin);
    const before = await feeOf(world, 4_999);
    await inWindow(browser, { storageState: state }, async (page) => {
      await page.goto(`${office}/fees`);
      await page.getByRole("link", { name: "Standard" }).click();
      await page.getByRole("tab", { name: "Edit" }).click();
      const card = sales(page);
      await card.getByLabel("Percentage").fill("2.90001");
      await page.getByRole("button", { name: "Save as next version" }).click();
      await card.locator('[aria-invalid="true"]').waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await card.getByLabel("Percentage").fill("2.9");
      const first = card.getByRole("listitem").first();
      await first.getByLabel("Fixed amount").fill("0.30");
      await first.getByLabel("At most").fill("1");
      await page.getByLabel("Amount", { exact: true }).fill("49.99");
      // 144.971 → 145, and 30: cut to 100.
      await page.locator('[data-fee="100"]').waitFor();
      await page.getByText("1.44971, rounded half up").waitFor();
      await page.getByRole("button", { name: "Compare" }).click();
      await page.getByText("1 operation", { exact: true }).waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole("button", { name: "Save as next version" }).click();
      await page.getByText("Version 2 is saved").waitFor();
      const changes = page.getByRole("list", { name: "What version 2 changed" });
      await changes.getByText("Sale: percentage").waitFor();
      await changes.getByText("2.9%").waitFor();
      const after = await feeOf(world, 4_999);
      assert.equal(after.fee, 100);
      const earlier = await admin.get(`/api/payments/${before.payment_id}`);
      assert.equal(earlier.body.payment.fee_minor, before.fee);
    });
  }));

test("fees: two people save one plan, nothing is lost", async ({ browser }) =>
  withFees(async (world) => {
    const { admin, office } = world;
    const state = stateOf(admin);
    const plan = await ownPlan(world);
    const target = `/api/fee_plans/${plan.fee_plan_id}`;
    await inWindow(browser, { storageState: state }, async (page) => {
      await page.goto(`${office}/fees/${plan.fee_plan_id}?tab=edit`);
      await sales(page).getByLabel("Percentage").fill("1.5");
      const theirs = {
        ...content(price(16_000, [{ currency: "EUR", fixed_minor: 20 }])),
        version: 1,
      };
      await admin.mustPost(`${target}/versions`, theirs);
      await page.getByRole("button", { name: "Save as next version" }).click();
      await page.getByText(/saved a version while you were editing/).waitFor();
      const row = page.getByRole("row", { name: /Sale: percentage/ });
      await row.getByText("1.5%").waitFor();
      await row.getByText("1.6%").waitFor();
      await page
        .getByRole("row", { name: /fixed amount, EUR/ })
        .getByText("€0.20")
        .waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole("button", { name: "Keep my changes on top" }).click();
      await page.getByRole("button", { name: "Save as next version" }).click();
      await page.getByText("Version 3 is saved").waitFor();
    });
    const { versions } = (await admin.get(target)).body;
    assert.deepEqual(versions[0].sale.percent_ppm, 15_000, "mine");
    assert.equal(versions[0].sale.parts[0].fixed_minor, 20, "theirs");
  }));

test("fees: a price waits for another person, who sees what it comes to", async ({ browser }) =>
  withFees(async (world) => {
    const { installation, admin, office, company } = world;
    const plan = await ownPlan(world);
    await feeOf(world, 10_000);
    const made = await admin.mustPost("/api/users", {
      ...{ email: "olga@bursar.example", name: "Olga", role_key: "owner" },
      ...{ scope_kind: "company", company_id: company.company_id },
    });
    const olga = new OfficeClient(installation.office);
    await signInFirstTime(olga, "olga@bursar.example", made.temporary_password);
    await admin.mustPost("/api/approval_policies", {
      ...{ kind: "fee_change", name: "Prices", approvers: 1 },
      ...{ scope_kind: "company", company_id: company.company_id },
    });
    const state = stateOf(admin);
    await inWindow(browser, { storageState: state }, async (page) => {
      await page.goto(`${office}/fees/${plan.fee_plan_id}?tab=edit`);
      await sales(page).getByLabel("Percentage").fill("2");
      await page.getByRole("button", { name: "Save as next version" }).click();
      await page.getByText(/Olga/).first().waitFor();
    });
    assert.equal((await admin.get(`/api/fee_plans/${plan.fee_plan_id}`)).body.version, 1);
    const { rows } = (await olga.get("/api/approvals?tab=to_decide")).body;
    const hers = stateOf(olga);
    await inWindow(browser, { storageState: hers }, async (page) => {
      await page.goto(`${office}/approvals/${rows[0].approval_id}`);
      await page.getByText("Price of a sale").waitFor();
      await page.getByText("Fees of the last 30 days, sale EUR").waitFor();
      await page.getByText("€2.25").waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole("button", { name: "Approve" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
      await page.getByText("Approved and done").first().waitFor();
    });
    const { versions } = (await admin.get(`/api/fee_plans/${plan.fee_plan_id}`)).body;
    assert.equal(versions[0].sale.percent_ppm, 20_000);
  }));

test("fees: a merchant is given another plan, and archived once it has no money", async ({
  browser,
}) =>
  withFees(async (world) => {
    const { admin, office, company, merchant } = world;
    const body = { ...content(price(19_000)), company_id: company.company_id };
    await admin.mustPost("/api/fee_plans", body, fresh());
    await feeOf(world, 10_000);
    const idle = await world.installation.createMerchant(admin, "Worn Out");
    const state = stateOf(admin);
    await inWindow(browser, { storageState: state }, async (page) => {
      await page.goto(`${office}/merchants/${merchant.merchant_id}`);
      await page.getByRole("button", { name: "Change plan" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Plan", { exact: true }).click();
      await page.getByRole("option", { name: "Ours" }).click();
      await dialog.getByText("€1.90").waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await dialog.getByRole("button", { name: "Change plan" }).click();
      await page.getByText("Each sale costs 1.9%.").waitFor();
      await page.getByRole("tab", { name: "Settings" }).click();
      await page.getByRole("button", { name: "Archive merchant" }).click();
      const ask = page.getByRole("dialog");
      await ask.getByRole("textbox").fill(merchant.name);
      await ask.getByRole("button", { name: "Archive merchant" }).click();
      await ask.getByText(/balances are not all empty/).waitFor();
      const target = `/api/merchants/${idle.merchant.merchant_id}`;
      await admin.mustPost(`${target}/archive`, { version: idle.merchant.version });
      await page.goto(`${office}${target.replace("/api", "")}?tab=settings`);
      await page.getByText("This merchant is archived.").waitFor();
      await page.goto(`${office}/merchants`);
      await page.getByRole("link", { name: merchant.name }).waitFor();
      assert.equal(await page.getByRole("link", { name: "Worn Out" }).count(), 0);
      await page.goto(`${office}/merchants?archived=true`);
      await page.getByRole("link", { name: "Worn Out" }).waitFor();
    });
  }));
