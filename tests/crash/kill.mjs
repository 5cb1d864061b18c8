// SIGKILL of the real server under load (requirements X-02, F2): every acknowledged payment and
// refund is there after the restart, the books balance, and the simulator's book holds each effect
// at most once. Usage: node tests/crash/kill.mjs [--cycles N] [--seed S] [--settled 1]
import { bursar, Installation, MerchantClient, sampleSale } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const cycles = option("cycles", 20);
const settled = option("settled", 0) === 1;
let state = option("seed", 1) >>> 0;
const random = (bound) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * bound);
};

const acknowledged = new Map(); // transaction id -> order id
const refunds = new Map(); // refund id -> transaction id
const restarts_ms = [];
let refundable = []; // payments acknowledged in earlier cycles

/** Posts sales and refunds until the connection breaks; keeps what was acknowledged. */
async function load(api, merchantId, worker, cycle) {
  for (let i = 0; ; ++i) {
    const orderId = `c${cycle}-w${worker}-${i}`;
    try {
      const answer = await api.post("/v1/payment/sale", sampleSale(merchantId, orderId));
      if (answer.status === 201) acknowledged.set(answer.body.transaction.id, orderId);
      else if (answer.status !== 503 && answer.status !== 429)
        throw new Error(`sale answered ${answer.status} ${answer.text}`);
      if (i % 3 === 2 && refundable.length > 0) {
        const id = refundable[random(refundable.length)];
        const refund = await api.post(`/v1/transactions/${id}/refund`, { amount: 1 + random(300) });
        if (refund.status === 201) refunds.set(refund.body.refund.id, id);
      }
    } catch (error) {
      if (/answered/.test(error.message)) throw error;
      return; // the server is gone: what was not acknowledged may or may not be there
    }
  }
}

/** Answers within a cycle, so that kills meet every step of a payment and not only the first. */
async function quicken(simulatorUrl) {
  const answer = await fetch(`${simulatorUrl}/control`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ latency_p50_ms: 20, latency_p95_ms: 80 }),
  });
  if (answer.status !== 200) throw new Error(`the simulator answered ${await answer.text()}`);
}

/** Calls `body` for each item, `k_parallel` at a time. */
const k_parallel = 16;
async function forEach(items, body) {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await body(item);
  };
  await Promise.all(Array.from({ length: k_parallel }, worker));
}

/** Ids of all payments, also of those whose acknowledgement the kill swallowed. */
async function allPayments(office) {
  const all = [];
  for (let before = ""; ; before = `&before=${all.at(-1)}`) {
    const page = (await office.get(`/api/payments?limit=200${before}`)).body;
    all.push(...page.rows.map((row) => row.payment_id));
    if (!page.has_older) return all;
  }
}

async function read(office, id) {
  const answer = await office.get(`/api/payments/${id}`);
  if (answer.status !== 200) throw new Error(`payment ${id} is gone: ${answer.status}`);
  return answer.body;
}

/** Everything acknowledged is there, as it was acknowledged. */
function checkPresent(payments) {
  for (const [id, orderId] of acknowledged) {
    const found = payments.get(id);
    if (!found) throw new Error(`acknowledged payment ${id} is gone`);
    if (found.payment.external_id !== orderId)
      throw new Error(`payment ${id} changed its order id`);
  }
  for (const [refundId, paymentId] of refunds)
    if (!payments.get(paymentId)?.operations.some((one) => one.operation_id === refundId))
      throw new Error(`acknowledged refund ${refundId} is gone`);
}

const isOpen = (operation) => !["succeeded", "declined", "failed"].includes(operation.state);
const referenceOf = ({ attempts }, operation) =>
  attempts.find((one) => one.operation_id === operation.operation_id).our_reference;

/** The simulator's own book: how often each reference was executed. */
async function readBook(simulatorUrl, key) {
  const seen = new Map();
  const headers = { Authorization: `Bearer ${key}` };
  for (let after = 0; ; ) {
    const url = `${simulatorUrl}/v1/book/effects?limit=10000&after=${after}`;
    const page = await (await fetch(url, { headers })).json();
    if (page.effects.length === 0) return seen;
    for (const effect of page.effects)
      seen.set(effect.reference, (seen.get(effect.reference) ?? 0) + 1);
    after = page.effects.at(-1).number;
  }
}

/**
 * Waits until every payment is final that can be, and returns the simulator's book. What the
 * provider executed is known after a question, at best 2 s after the restart; a question that was
 * under way at a kill is asked again after 10 or 30 s, and what never arrived stays in doubt until
 * absence is proof, 90 s later. With --settled 1 all of that is waited for; else what is in doubt
 * after 12 s must be locked, and its queued refunds wait with it.
 */
async function settle(office, payments, readSeen) {
  const patient = Date.now() + 12_000;
  const deadline = Date.now() + (settled ? 240_000 : 60_000);
  for (;;) {
    const before = await readSeen();
    const open = [...payments].filter(([, detail]) => detail.operations.some(isOpen));
    await forEach(open, async ([id]) => payments.set(id, await read(office, id)));
    const unasked = (detail, one) => Date.now() < patient && before.has(referenceOf(detail, one));
    const waits = (detail, one) =>
      isOpen(one) && (settled || !detail.payment.in_doubt || unasked(detail, one));
    const waiting = open
      .map(([id]) => payments.get(id))
      .filter((detail) => detail.operations.some((one) => waits(detail, one)));
    if (waiting.length === 0) return readSeen();
    if (Date.now() > deadline)
      throw new Error(
        `${waiting.length} payments, ${waiting[0].payment.payment_id} first, are open`,
      );
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/**
 * At most one effect per reference; what succeeded here is an effect there, and an effect there has
 * succeeded here or is still being asked about.
 */
function checkBook(payments, seen) {
  const twice = [...seen].filter(([, count]) => count > 1);
  if (twice.length > 0) throw new Error(`${twice.length} effects happened twice: ${twice[0][0]}`);
  const counts = { ours: 0, asked: 0, absent: 0 };
  for (const detail of payments.values())
    for (const operation of detail.operations) {
      const there = seen.has(referenceOf(detail, operation));
      const here = operation.state === "succeeded";
      if (here !== there && !(there && isOpen(operation)))
        throw new Error(`${operation.operation_id} is ${operation.state} here, ${there} there`);
      if (here) ++counts.ours;
      else if (there) ++counts.asked;
      else if (isOpen(operation)) ++counts.absent;
    }
  if (counts.ours + counts.asked !== seen.size)
    throw new Error(`${counts.ours + counts.asked} effects are known here, ${seen.size} there`);
  return counts;
}

const installation = await Installation.create({ arguments_: ["--no-rate-limits"] });
try {
  await installation.startSimulator();
  await quicken(installation.simulatorUrl);
  await installation.serve();
  const office = await installation.signUp();
  const { merchant, key } = await installation.createMerchant(office);
  for (let cycle = 0; cycle < cycles; ++cycle) {
    const api = new MerchantClient(installation.api, key.plain_text);
    const workers = Array.from({ length: 8 }, (_, worker) =>
      load(api, merchant.merchant_id, worker, cycle),
    );
    await new Promise((resolve) => setTimeout(resolve, 60 + random(240)));
    await installation.server.kill();
    await Promise.all(workers);
    refundable = [...acknowledged.keys()];
    const begin = performance.now();
    await installation.serve();
    restarts_ms.push(performance.now() - begin);
  }
  office.base = installation.office;
  const payments = new Map();
  await forEach(await allPayments(office), async (id) => payments.set(id, await read(office, id)));
  checkPresent(payments);
  // What was on its way at the last kill has arrived or is lost within its latency.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const readSeen = () => readBook(installation.simulatorUrl, installation.simulatorKey);
  const seen = await settle(office, payments, readSeen);
  const book = checkBook(payments, seen);
  await installation.server.stop();
  const verified = await run(bursar, ["verify", "--data", installation.folder]);
  if (!/verified/.test(verified)) throw new Error(verified);
  restarts_ms.sort((a, b) => a - b);
  console.log(
    `kill: ${cycles} cycles, ${acknowledged.size} payments and ${refunds.size} refunds ` +
      `acknowledged, 0 lost, 0 doubled (${seen.size} effects at the provider: ${book.ours} ` +
      `succeeded here, ${book.asked} are being asked about; ${book.absent} operations without ` +
      `effect wait for proof of that); restart median ` +
      `${Math.round(restarts_ms[restarts_ms.length >> 1])} ms, worst ${Math.round(restarts_ms.at(-1))} ms`,
  );
  console.log("1 passed, 0 failed");
} catch (error) {
  console.log(error.stack);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
} finally {
  await installation.stop();
}
