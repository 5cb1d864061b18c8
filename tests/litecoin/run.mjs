// The adapter of a node against a real one: payments in full, short and over, confirmations, a
// reorganisation, payouts that are sent once, and an answer that got lost.
import http from "node:http";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { check, conclude, results } from "../lib/checks.mjs";
import { Installation, sampleSale } from "../lib/installation.mjs";
import { LitecoinNode, password, user } from "./node.mjs";

const coin = 100_000_000;
const needed = 2;
const same = (seen, wanted, what) => {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
};
const text = (minor) => (minor / coin).toFixed(8);

/** Stands between the server and the node; loses the answers to a method when told to. */
class Line {
  async open(node) {
    this.losing = new Set();
    this.calls = [];
    this.server = http.createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      const body = Buffer.concat(parts);
      const asked = JSON.parse(body);
      for (const one of [asked].flat()) this.calls.push(one);
      const answer = await fetch(node.url + request.url, {
        method: "POST",
        headers: { Authorization: request.headers.authorization },
        body,
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (this.losing.delete(asked.method)) return request.socket.destroy();
      response.writeHead(answer.status, { "Content-Type": "application/json" });
      response.end(bytes);
    });
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }
  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

const node = await LitecoinNode.start();
const line = new Line();
const installation = await Installation.create({
  arguments_: ["--no-rate-limits"],
});
let office;
let shop;
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
  const account = await office.mustPost(
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
      },
    },
    { "Idempotency-Key": crypto.randomUUID() },
  );
  await check("the connection is tried with a call that moves nothing", async () => {
    const tried = await office.mustPost(`/api/providers/${account.provider_account_id}/test`);
    same(tried.is_working, true, tried.note);
  });
}

/** The next question about every open attempt is due now: questions keep minutes apart. */
function hurry() {
  const file = new DatabaseSync(path.join(installation.folder, "sandbox.db"));
  file.exec("PRAGMA busy_timeout = 5000");
  file.exec("UPDATE attempt SET next_check_at = 0 WHERE phase = 3 AND next_check_at > 0");
  file.close();
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
const sentTo = async (address) => {
  const rows = await node.call("listtransactions", ["*", 1_000], "shop");
  return rows.filter((one) => one.category === "send" && one.address === address);
};

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
    if (available?.balance_minor > coin / 2) return;
    if (Date.now() > deadline) throw new Error(`not available: ${JSON.stringify(rows)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function walkPayouts() {
  await check("a payout reaches its address once and counts when confirmed", async () => {
    const address = await node.call("getnewaddress", [], "customer");
    const id = await payOut(address, coin / 10);
    await until(id, (one) => operation(one).state === "pending");
    await node.mine(needed, "customer");
    const detail = await paid(id);
    const [row, ...others] = await sentTo(address);
    same([row.comment, others.length], [detail.attempts[0].our_reference, 0], "sent once");
    same(detail.attempts[0].provider_reference, row.txid, "told by its transaction");
  });
  await check("a payout whose answer was lost is found by its comment", async () => {
    const address = await node.call("getnewaddress", [], "customer");
    line.losing.add("sendtoaddress");
    const id = await payOut(address, coin / 20);
    await until(id, (one) => line.losing.size === 0 && operation(one).state === "pending");
    await node.mine(needed, "customer");
    await paid(id);
    same((await sentTo(address)).length, 1, "sent once");
  });
  await check("an address of another chain is refused and nothing is spent", async () => {
    const before = await node.call("getbalance", [], "shop");
    const id = await payOut("mQGxjVXVyJTyZm8Y6d6b6nWk2N2vWn9kPz", coin / 20);
    const detail = await until(id, (one) => ["failed", "declined"].includes(one.payment.lifecycle));
    same(detail.payment.in_doubt, false, "certain");
    same(await node.call("getbalance", [], "shop"), before, "balance");
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
