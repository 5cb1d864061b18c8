// The table of levels as the source of a second person: every row that reaches l5 is held without
// any approval policy, and asks for a code of its own first. A row without a case is a finding.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { postWithCode } from "../lib/codes.mjs";
import { Installation, OfficeClient, sampleSale } from "../lib/installation.mjs";
import { addPasskey } from "./passkey_walk.mjs";
import { signInFirstTime } from "./people.mjs";

const key = () => ({ "Idempotency-Key": crypto.randomUUID() });
const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

/** Money of captures is available from now on, not in two days. */
function ripen(folder) {
  const database = new DatabaseSync(path.join(folder, "sandbox.db"));
  database.exec("PRAGMA busy_timeout = 5000");
  database.exec("UPDATE pending_maturity SET due_at = 0 WHERE matured_at IS NULL");
  database.close();
}

async function untilAvailable(client, merchant_id) {
  for (const deadline = Date.now() + 20_000; ; ) {
    const { rows } = (await client.get(`/api/merchants/${merchant_id}/balances`)).body;
    if (rows.some((row) => row.account === "merchant_available" && row.balance_minor > 0)) return;
    if (Date.now() > deadline) throw new Error("nothing became available");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** An installation without a policy, its administrator with a passkey, and a paid payment. */
async function build(record) {
  const installation = await Installation.create();
  await installation.startSimulator();
  await installation.serve();
  const entered = await installation.signUp(record);
  const { merchant, api } = await installation.createMerchant(entered);
  const buyerId = `buyer-${crypto.randomUUID()}`;
  const extra = { buyerId, amount: 500_000, currency: "EUR" };
  const sale = sampleSale(merchant.merchant_id, crypto.randomUUID(), extra);
  const { id } = expect(await api.post("/v1/transactions", sale), 201);
  await api.until(id, (one) => one.status === "SUCCESS");
  await installation.server.stop();
  ripen(installation.folder);
  await installation.serve();
  const client = new OfficeClient(installation.office, record);
  Object.assign(client, { cookies: entered.cookies, csrf: entered.csrf });
  await untilAvailable(client, merchant.merchant_id);
  const { passkey } = await addPasskey(client, "Levels");
  return { installation, client, passkey, merchant, buyerId, paymentId: id };
}

async function limits(world, change) {
  const { version } = (await world.client.get("/api/security/policy")).body;
  return expect(await world.client.patch("/api/security/policy", { version, ...change }), 200);
}

/** How each row is driven to its case; every one must end as a request that waits. */
const cases = {
  create_refund: async (world) => {
    await limits(world, { refund_two_people: 0 });
    const target = `/api/payments/${world.paymentId}/refunds`;
    return postWithCode(world, target, { amount_minor: 100 }, key());
  },
  create_payout: async (world) => {
    await limits(world, { payout_two_people: 0 });
    const target = `/api/merchants/${world.merchant.merchant_id}/payouts`;
    const body = {
      amount_minor: 100,
      currency: "EUR",
      iban: "DE89370400440532013000",
      holder: "Ada",
    };
    return postWithCode(world, target, body, key());
  },
  shorten_recipient_wait: async (world) => {
    const body = { name: "Ada", currency: "EUR", iban: "DE89370400440532013000", holder: "Ada" };
    const all = `/api/merchants/${world.merchant.merchant_id}/recipients`;
    const draft = expect(await world.client.post(all, body, key()), 201);
    const target = `/api/recipients/${draft.recipient_id}`;
    const approved = await postWithCode(world, `${target}/submit`, { version: draft.version });
    const { version } = expect(approved, 200);
    return postWithCode(world, `${target}/shorten_wait`, { version });
  },
  erase_customer: (world) =>
    postWithCode(
      world,
      `/api/merchants/${world.merchant.merchant_id}/customer/erasure`,
      { buyer_id: world.buyerId, confirmation: world.buyerId, reason: "a letter" },
      key(),
    ),
  reset_second_factor: async (world) => {
    const made = await world.client.mustPost("/api/users", {
      email: "second@bursar.example",
      name: "Second",
      role_key: "administrator",
      scope_kind: "installation",
    });
    const other = new OfficeClient(world.installation.office);
    await signInFirstTime(other, "second@bursar.example", made.temporary_password);
    return postWithCode(world, `/api/users/${made.user.user_id}/second_factor_reset`, {});
  },
};
/** Driven where their operations can be made: batches and outcomes nobody has an answer for. */
const elsewhere = {
  confirm_batch: "batches_walk",
  change_transaction_state: "exceptions_walk, server/payments/manual_status_test.cpp",
};

export async function walkLevels({ check, record }) {
  const world = await build(record);
  try {
    await check("levels: every row for two people is driven to its case", async () => {
      const { levels } = expect(await world.client.get("/api/security/policy"), 200);
      const rows = levels.filter((one) => one.needs_second_person).map((one) => one.operation_id);
      for (const row of rows)
        if (!cases[row] && !elsewhere[row]) throw new Error(`${row} has no case`);
      for (const row of Object.keys(cases))
        if (!rows.includes(row)) throw new Error(`${row} is no row for two people`);
      const policies = expect(await world.client.get("/api/approval_policies"), 200);
      if (policies.rows.length) throw new Error("there are policies");
    });
    for (const [row, drive] of Object.entries(cases))
      await check(`levels: ${row} waits for a second person without any policy`, async () => {
        const { approval } = expect(await drive(world), 202);
        const shown = expect(await world.client.get(`/api/approvals/${approval.approval_id}`), 200);
        if (shown.state !== "open" || shown.because.length) throw new Error(JSON.stringify(shown));
      });
    await check("levels: below the second limit one person is enough", async () => {
      await limits(world, { refund_two_people: 10_000 });
      const target = `/api/payments/${world.paymentId}/refunds`;
      expect(await world.client.post(target, { amount_minor: 100 }, key()), 201);
    });
  } finally {
    await world.installation.stop();
  }
}
