// Protects four eyes in the office: an operator's refund waits, the owner sees it arrive without
// reloading, decides on a phone or a desk, and the payment shows what became of it; nobody decides
// about their own.
import assert from "node:assert/strict";
import { signInFirstTime } from "../api/people.mjs";
import { Installation, OfficeClient } from "../lib/installation.mjs";
import { axeViolations, openWindow, overflow } from "./browser.mjs";
import { inWindow, stateOf } from "./people.mjs";
import { test } from "./suite.mjs";

const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });

async function addPerson(world, name, role_key, place) {
  const email = `${name.toLowerCase()}@bursar.example`;
  const made = await world.admin.mustPost("/api/users", { email, name, role_key, ...place });
  const client = new OfficeClient(world.installation.office);
  await signInFirstTime(client, email, made.temporary_password);
  return client;
}

/** A shop whose refunds from 10.00 on need another person; its operator Oli and owner Olga. */
async function withShop(body) {
  const installation = await Installation.create();
  try {
    await installation.serve();
    const world = { installation, admin: await installation.signUp() };
    const { company, merchant } = await installation.createMerchant(world.admin);
    const { merchant_id } = merchant;
    const at_merchant = { scope_kind: "merchant", merchant_id };
    world.merchant_id = merchant_id;
    world.base = installation.office;
    world.oli = await addPerson(world, "Oli", "operator", at_merchant);
    world.olga = await addPerson(world, "Olga", "owner", {
      scope_kind: "company",
      company_id: company.company_id,
    });
    await world.admin.mustPost("/api/approval_policies", {
      kind: "refund",
      ...at_merchant,
      name: "Refunds from 10",
      thresholds: [{ currency: "EUR", amount_minor: 1_000 }],
      approvers: 1,
    });
    await body(world);
  } finally {
    await installation.stop();
  }
}

async function paid({ admin, merchant_id }, amount_minor) {
  const target = `/api/merchants/${merchant_id}/test_payments`;
  const made = await admin.mustPost(target, { amount_minor, currency: "EUR" }, fresh());
  for (let tries = 0; tries < 800; ++tries) {
    const { body } = await admin.get(`/api/payments/${made.payment_id}`);
    if (body.payment.lifecycle === "captured") return made.payment_id;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("the payment was not captured");
}

/** Asks for the whole payment back and leads to the request. */
async function askForRefund(page, base, payment_id) {
  await page.goto(`${base}/payments/${payment_id}`);
  await page.getByRole("button", { name: "Refund", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason", { exact: false }).first().fill("goods came back");
  await dialog
    .getByRole("button", { name: /^Refund/ })
    .last()
    .click();
  await dialog.getByText("Sent for approval").waitFor();
  await dialog.getByText(/Nothing has been done yet.*Olga/).waitFor();
  assert.deepEqual(await axeViolations(page), []);
  await dialog.getByRole("link", { name: "See the request" }).click();
  await page.getByRole("heading", { level: 1, name: /^Refund €/ }).waitFor();
}

const badge = (page) => page.getByTestId("approvals-badge");

test("approvals: a refund waits, the owner sees it live, approves, and it is done", async ({
  browser,
}) => {
  await withShop(async (world) => {
    const { base } = world;
    const payment_id = await paid(world, 4_200);
    await inWindow(browser, { storageState: stateOf(world.olga) }, async (owner) => {
      await owner.goto(base);
      await owner.getByRole("heading", { name: "Dashboard" }).waitFor();
      assert.equal(await badge(owner).count(), 0, "nothing waits yet");
      await inWindow(browser, { storageState: stateOf(world.oli) }, async (operator) => {
        await askForRefund(operator, base, payment_id);
        await operator.getByText("You asked for this", { exact: true }).waitFor();
        assert.equal(await operator.getByRole("button", { name: "Approve" }).count(), 0);
        await operator.goto(`${base}/payments/${payment_id}`);
        await operator.getByText("A refund of €42.00 waits for approval").waitFor();

        await badge(owner).getByText("1").waitFor();
        await owner
          .getByRole("link", { name: /^Approvals/ })
          .first()
          .click();
        await owner.getByText("Refund €42.00").first().click();
        await owner.getByText("What happens to the money").waitFor();
        await owner.getByText("goods came back").first().waitFor();
        assert.deepEqual(await axeViolations(owner), []);
        await owner.getByRole("button", { name: "Approve" }).click();
        await owner.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
        await owner.getByText("Approved and done").first().waitFor();
        await badge(owner).waitFor({ state: "detached" });

        await operator.getByText("Refunded", { exact: true }).first().waitFor();
        assert.equal(await operator.getByText("waits for approval").count(), 0);
      });
    });
  });
});

test("approvals: on a phone a refund is rejected with a reason, and the asker reads it", async ({
  browser,
}) => {
  await withShop(async (world) => {
    const { base } = world;
    const payment_id = await paid(world, 3_100);
    const phone = { width: 360, scheme: "dark", hasTouch: true };
    await inWindow(browser, { storageState: stateOf(world.oli) }, async (operator) => {
      await askForRefund(operator, base, payment_id);
      await inWindow(browser, { ...phone, storageState: stateOf(world.olga) }, async (owner) => {
        await owner.goto(`${base}/approvals`);
        await owner.getByText("Refund €31.00").first().waitFor();
        assert.ok((await overflow(owner)) <= 0, "the inbox is wider than the phone");
        // The menu is closed; its button says that something waits.
        await owner.locator("header").getByText("to decide").waitFor({ state: "attached" });
        assert.deepEqual(await axeViolations(owner), []);
        await owner.getByText("Refund €31.00").first().click();
        const reject = owner.getByRole("button", { name: "Reject" });
        await reject.waitFor();
        assert.ok((await overflow(owner)) <= 0, "the request is wider than the phone");
        assert.deepEqual(await axeViolations(owner), []);
        const { y, height } = await reject.boundingBox();
        assert.ok(y + height <= 780 && height >= 40, "the decision is in reach of the thumb");
        await reject.click();
        const dialog = owner.getByRole("dialog");
        await dialog.getByRole("button", { name: "Reject" }).click();
        await dialog.locator('[aria-invalid="true"]').waitFor();
        await dialog.getByLabel("Why").fill("The goods never arrived");
        await dialog.getByRole("button", { name: "Reject" }).click();
        await owner.getByText("Rejected by").first().waitFor();
      });
      await operator.getByText(/^Rejected by/).waitFor();
      await operator.getByText("The goods never arrived").first().waitFor();
    });
    const { body } = await world.admin.get(`/api/payments/${payment_id}`);
    assert.equal(body.operations.filter((one) => one.type === "refund").length, 0);
  });
});

test("approvals: a policy reads as a sentence while it is made, and is listed", async ({
  browser,
}) => {
  await withShop(async (world) => {
    const { base } = world;
    await inWindow(browser, { storageState: stateOf(world.admin) }, async (page) => {
      await page.goto(`${base}/approval-policies`);
      await page.getByText("This cannot be switched off").waitFor();
      await page
        .getByText(/Refunds from €10\.00 on need the approval of one other person/)
        .waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole("link", { name: "New policy" }).click();
      await page.getByLabel("Name").fill("Two for roles");
      await page.getByRole("combobox", { name: "Kind" }).click();
      await page.getByRole("option", { name: "Roles given to people" }).click();
      await page.getByRole("combobox", { name: "Where" }).click();
      await page.getByRole("option", { name: "Whole installation" }).click();
      await page.getByText("2", { exact: true }).click();
      await page
        .getByText(/Roles given to people need the approval of 2 other people, within 72 hours/)
        .waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole("button", { name: "New policy" }).click();
      await page
        .getByRole("alert")
        .getByText(/fewer than two people/i)
        .waitFor();
      await page.getByRole("link", { name: "Cancel" }).click();
      await page.getByRole("heading", { name: "Approval policies" }).waitFor();
    });
    const window = await openWindow(browser, { width: 360, storageState: stateOf(world.olga) });
    await window.page.goto(`${base}/approval-policies`);
    await window.page.getByText(/Refunds from €10\.00 on/).waitFor();
    assert.ok((await overflow(window.page)) <= 0, "policies are wider than the phone");
    await window.close();
  });
});
