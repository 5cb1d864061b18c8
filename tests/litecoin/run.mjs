// The adapter of a node against a real one: payments in full, short and over, confirmations and
// reorganisations; payouts that travel together in one transaction, through crashes and lost
// answers.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { check, conclude, results } from "../lib/checks.mjs";
import { bursar, Installation, sampleSale } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";
import { Line } from "./line.mjs";
import { LitecoinNode, password, user } from "./node.mjs";

const coin = 100_000_000;
const needed = 2;
const same = (seen, wanted, what) => {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
};
const text = (minor) => (minor / coin).toFixed(8);

const node = await LitecoinNode.start();
const line = new Line();
const installation = await Installation.create({
  arguments_: ["--no-rate-limits"],
});
let office;
let shop;
let account;
let orders = 0;

async function start() {
  for (const wallet of ["shop", "customer"]) await node.call("createwallet", [wallet]);
  await node.mine(101, "customer");
  await node.mine(5, "shop");
  await node.mine(101, "customer");
  await line.open(node);
  await installation.serve();
  office = await installation.signUp();
  shop = await installation.createMerchant(office);
  const merchant = `/api/merchants/${shop.merchant.merchant_id}`;
  const allowed = {
    version: shop.merchant.version,
    allowed_currencies: ["EUR", "LTC"],
  };
  same((await office.patch(merchant, allowed)).status, 200, "LTC allowed");
  account = await office.mustPost(
    "/api/providers",
    {
      company_id: shop.company.company_id,
      adapter: "crypto",
      title: "Our node",
      methods: ["crypto"],
      base_url: line.url,
      api_key: password,
      settings: {
        rpc_user: user,
        wallet: "shop",
        confirmations: String(needed),
        outputs_per_transaction: "50",
        gather_seconds: "3600",
        funds_wait_hours: "0",
      },
    },
    { "Idempotency-Key": crypto.randomUUID() },
  );
  await check("the connection is tried with a call that moves nothing", async () => {
    const tried = await office.mustPost(`/api/providers/${account.provider_account_id}/test`);
    same(tried.is_working, true, tried.note);
  });
}

/** The next question about every open attempt and transaction is due now: they keep apart. */
function hurry() {
  const file = new DatabaseSync(path.join(installation.folder, "sandbox.db"));
  file.exec("PRAGMA busy_timeout = 5000");
  file.exec("UPDATE attempt SET next_check_at = 0 WHERE phase = 3 AND next_check_at > 0");
  file.exec("UPDATE chain_transaction SET look_at = 0 WHERE state = 4");
  file.close();
}

/** Confirmed transactions are looked at once a minute; the test does not wait for that. */
function pastLooks() {
  const file = new DatabaseSync(path.join(installation.folder, "sandbox.db"));
  file.exec("PRAGMA busy_timeout = 5000");
  file.exec("UPDATE chain_transaction SET look_at = 0 WHERE state = 5");
  file.close();
}

async function wait(what, holds, wait_ms = 30_000) {
  const deadline = Date.now() + wait_ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits for what the office says of a payment, while the provider is asked without a pause. */
async function until(id, holds, wait_ms = 30_000) {
  const deadline = Date.now() + wait_ms;
  for (;;) {
    const answer = await office.get(`/api/payments/${id}`);
    if (answer.status === 200 && holds(answer.body)) return answer.body;
    if (Date.now() > deadline) throw new Error(`still ${answer.text.slice(0, 1500)}`);
    hurry();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function sell(minor) {
  const answer = await shop.api.post(
    "/v1/transactions",
    sampleSale(shop.merchant.merchant_id, `order-${++orders}`, {
      amount: minor,
      currency: "LTC",
      paymentMethod: "crypto",
    }),
  );
  if (answer.status !== 201) throw new Error(answer.text);
  const { id } = answer.body;
  const { payment } = await until(id, (one) => one.payment.action?.address);
  same(payment.action.asset, "LTC", "asset");
  return { id, address: payment.action.address };
}
const send = (address, minor) => node.call("sendtoaddress", [address, text(minor)], "customer");
const captured = (id, minor) =>
  until(id, (one) => one.payment.lifecycle === "captured" && one.payment.captured_minor === minor);
const operation = (detail) => detail.operations[0];

async function walkPayments() {
  await check("a payment counts after its confirmations, not before", async () => {
    const { id, address } = await sell(coin / 2);
    await send(address, coin / 2);
    const young = await until(id, (one) => operation(one).state === "pending");
    same(young.payment.captured_minor, 0, "nothing is booked yet");
    await node.mine(needed, "customer");
    await captured(id, coin / 2);
  });
  await check("less is booked as what it is", async () => {
    const { id, address } = await sell(coin);
    await send(address, coin - 1_000);
    await node.mine(needed, "customer");
    const detail = await until(id, (one) => operation(one).state === "succeeded");
    same(detail.payment.captured_minor, coin - 1_000, "short");
  });
  await check("more than asked for is told", async () => {
    const { id, address } = await sell(coin);
    await send(address, coin + 5_000);
    await node.mine(needed, "customer");
    const detail = await until(id, (one) => operation(one).state === "succeeded");
    same(operation(detail).received_minor, coin + 5_000, JSON.stringify(operation(detail)));
  });
  await check("a reorganisation takes confirmations back", async () => {
    const { id, address } = await sell(coin / 4);
    await send(address, coin / 4);
    const [block] = await node.mine(1, "customer");
    await until(id, (one) => operation(one).state === "pending");
    await node.call("invalidateblock", [block]);
    const before = line.calls.length;
    await until(id, () =>
      line.calls.slice(before).some((one) => String(one.id).startsWith("received:")),
    );
    const detail = (await office.get(`/api/payments/${id}`)).body;
    same([operation(detail).state, detail.payment.captured_minor], ["pending", 0], "taken back");
    await node.mine(needed, "customer");
    await captured(id, coin / 4);
  });
}

async function payOut(address, minor) {
  const answer = await shop.api.post(
    "/v1/payment/payout",
    {
      amount: minor,
      currency: "LTC",
      paymentMethod: "crypto",
      merchantId: shop.merchant.merchant_id,
      orderId: `payout-${++orders}`,
      paymentMethodInput: { address },
    },
    { "Idempotency-Key": crypto.randomUUID() },
  );
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.body.id ?? answer.body.transaction.id;
}
const paid = (id) => until(id, (one) => one.payment.lifecycle === "paid");
const fresh = () => node.call("getnewaddress", [], "customer");
/** Every output of the shop's wallet to an address. */
const sentTo = async (address) => {
  const rows = await node.call("listtransactions", ["*", 1_000], "shop");
  return rows.filter((one) => one.category === "send" && one.address === address);
};
const chainOutput = async (id) =>
  (await office.get(`/api/payments/${id}/chain_output`)).body.output;
const desk = async () =>
  (await office.get(`/api/providers/${account.provider_account_id}/chain_desk`)).body;

/** What was paid in becomes available at once, as if its days had passed. */
async function passTheDays() {
  await installation.server.stop();
  const file = new DatabaseSync(path.join(installation.folder, "sandbox.db"));
  file.exec("UPDATE pending_maturity SET due_at = 0");
  file.close();
  await installation.serve();
  office.base = installation.office;
  shop.api.base = installation.api;
  const target = `/api/merchants/${shop.merchant.merchant_id}/balances`;
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { rows } = (await office.get(target)).body;
    const available = rows.find(
      (row) => row.account === "merchant_available" && row.currency === "LTC",
    );
    if (available?.balance_minor > coin * 1.5) return;
    if (Date.now() > deadline) throw new Error(`not available: ${JSON.stringify(rows)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Payouts to fresh addresses, asked for at once. */
async function payOutMany(count, minor) {
  const targets = [];
  for (let i = 0; i < count; ++i) targets.push({ address: await fresh(), minor: minor + i });
  return Promise.all(
    targets.map(async (one) => ({ ...one, id: await payOut(one.address, one.minor) })),
  );
}

async function startAgain() {
  await installation.serve();
  office.base = installation.office;
  shop.api.base = installation.api;
}

async function gatherWithin(seconds) {
  const target = `/api/providers/${account.provider_account_id}`;
  const { version, settings } = (await office.get(target)).body.account;
  const changed = { version, settings: { ...settings, gather_seconds: String(seconds) } };
  same((await office.patch(target, changed)).status, 200, "gathered sooner");
}

/** One transaction on the chain, in which every payout stands where the server says. */
async function sentOnce(payouts) {
  const txids = new Set();
  for (const { id, address, minor } of payouts) {
    const detail = await paid(id);
    const rows = await sentTo(address);
    same(rows.length, 1, `outputs to ${address}`);
    const [txid, index] = detail.attempts[0].provider_reference.split(":");
    same([txid, Number(index)], [rows[0].txid, rows[0].vout], "place");
    same(Math.round(rows[0].amount * -coin), minor, "amount");
    txids.add(txid);
  }
  return [...txids];
}

async function walkPayouts() {
  await check("fifty payouts reach their addresses in one transaction", async () => {
    const from = line.calls.length;
    const payouts = await payOutMany(50, coin / 1_000);
    for (const { id } of payouts) await until(id, (one) => operation(one).state === "pending");
    await until(payouts[0].id, (one) => one.attempts[0].provider_reference !== "");
    await node.mine(1, "customer");
    await until(
      payouts[0].id,
      (one) => one.attempts[0].provider_message === "1 of 2 confirmations",
    );
    await node.mine(needed, "customer");
    const txids = await sentOnce(payouts);
    same(txids.length, 1, "transactions");
    same(line.asked("sendrawtransaction", from).length, 1, "sends");
    const output = await chainOutput(payouts[7].id);
    same([output.transaction.outputs, output.transaction.state], [50, "confirmed"], "its card");
    const sums = await Promise.all(
      payouts.map(async ({ id }) => (await chainOutput(id)).fee_minor),
    );
    const { fee } = await node.call("gettransaction", [txids[0]], "shop");
    const shared = sums.reduce((sum, one) => sum + one, 0);
    same(shared, Math.round(fee * -coin), "the fee, shared");
  });
  await gatherWithin(1);
  await check("two payouts to one address are two outputs in two transactions", async () => {
    const address = await fresh();
    const ids = [await payOut(address, coin / 100), await payOut(address, coin / 100)];
    const places = new Set();
    for (const id of ids) {
      await until(id, (one) => one.attempts[0].provider_reference !== "");
      await node.mine(needed, "customer");
      places.add((await paid(id)).attempts[0].provider_reference);
    }
    same([places.size, (await sentTo(address)).length], [2, 2], "places and outputs");
  });
  const killedAt = (method, after) => async () => {
    const from = line.calls.length;
    const held = line.hold(method, { after });
    const payouts = await payOutMany(5, coin / 200);
    await held;
    await installation.server.kill();
    await startAgain();
    for (const { id } of payouts)
      await until(id, (one) => one.attempts[0].provider_reference !== "");
    await node.mine(needed, "customer");
    await sentOnce(payouts);
    const sent = new Set(line.asked("sendrawtransaction", from).map(([hex]) => hex));
    const made = (await desk()).transactions.filter(({ state }) => state !== "dissolved");
    same(sent.size, made.length - before.size, "different bytes sent");
    for (const { chain_transaction_id } of made) before.add(chain_transaction_id);
  };
  const before = new Set((await desk()).transactions.map((one) => one.chain_transaction_id));
  await check(
    "killed between signing and sending: sent once",
    killedAt("testmempoolaccept", false),
  );
  await check("killed before the send leaves: sent once", killedAt("sendrawtransaction", false));
  await check("killed after the send arrived: sent once", killedAt("sendrawtransaction", true));
  await check(
    "killed while it is signed: sent once",
    killedAt("signrawtransactionwithwallet", true),
  );
  await check("a reorganisation takes confirmations of payouts back", async () => {
    const [one] = await payOutMany(1, coin / 50);
    await until(one.id, (seen) => seen.attempts[0].provider_reference !== "");
    const [block] = await node.mine(1, "customer");
    const says = (text) => until(one.id, (seen) => seen.attempts[0].provider_message === text);
    await says("1 of 2 confirmations");
    await node.call("invalidateblock", [block]);
    await says("0 of 2 confirmations");
    same((await office.get(`/api/payments/${one.id}`)).body.payment.lifecycle, "processing", "not");
    const [again, top] = await node.mine(needed, "customer");
    await paid(one.id);
    await node.call("invalidateblock", [top]);
    await node.call("invalidateblock", [again]);
    pastLooks();
    await wait(
      "it waits again",
      async () => (await chainOutput(one.id)).transaction.state === "sent",
    );
    await node.mine(needed + 1, "customer");
    await wait(
      "it counts again",
      async () => (await chainOutput(one.id)).transaction.state === "confirmed",
    );
    same((await sentTo(one.address)).length, 1, "sent once");
  });
  await check("an address of another chain is refused, and the others go", async () => {
    const wrong = await payOut("mQGxjVXVyJTyZm8Y6d6b6nWk2N2vWn9kPz", coin / 20);
    const [good] = await payOutMany(1, coin / 100);
    const detail = await until(wrong, (one) => one.payment.lifecycle === "declined");
    same(detail.payment.in_doubt, false, "certain");
    await until(good.id, (one) => one.attempts[0].provider_reference !== "");
    await node.mine(needed, "customer");
    await sentOnce([good]);
  });
  await check("dust is refused, and the others go", async () => {
    const dust = await payOut(await fresh(), 100);
    const [good] = await payOutMany(1, coin / 100);
    await until(dust, (one) => one.payment.lifecycle === "declined");
    await until(good.id, (one) => one.attempts[0].provider_reference !== "");
    await node.mine(needed, "customer");
    await sentOnce([good]);
  });
  await check("what the wallet cannot pay is refused, and what it can goes", async () => {
    const { mine } = await node.call("getbalances", [], "shop");
    const rest = Math.round(mine.trusted * coin);
    await node.call("sendtoaddress", [await fresh(), text(rest - coin / 10), "", "", true], "shop");
    await node.mine(1, "customer");
    const first = await payOut(await fresh(), coin / 20);
    const big = await payOut(await fresh(), coin / 5);
    const refused = await until(big, (one) => one.payment.lifecycle === "declined");
    same(refused.operations[0].provider_code, "funds_missing", "why");
    await until(first, (one) => one.attempts[0].provider_reference !== "");
    await node.mine(needed, "customer");
    await paid(first);
  });
  await check("the books agree afterwards", async () => {
    await installation.server.stop();
    const printed = await run(bursar, ["verify", "--data", installation.folder]);
    if (!/every invariant holds/.test(printed)) throw new Error(printed);
  });
}

try {
  await start();
  await walkPayments();
  await passTheDays();
  await walkPayouts();
} catch (error) {
  ++results.failed;
  console.log(`FAILED set-up: ${error.stack}`);
  console.log(installation.server?.output.slice(-2000));
} finally {
  await installation.stop();
  await line.close();
  await node.stop();
}
conclude();
