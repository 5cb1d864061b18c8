// SIGKILL of the real server under load (requirements X-02, F2): every acknowledged payment and
// refund is there after the restart, the books balance, and the simulator's book holds each effect
// at most once. Usage: node tests/crash/kill.mjs [--cycles N] [--seed S]
import { bursar, Installation, MerchantClient, sampleSale } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const cycles = option("cycles", 12);
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

/** Everything acknowledged is readable and, in the end, final. */
async function checkPresent(office) {
  for (const [id, orderId] of acknowledged) {
    const answer = await office.get(`/api/payments/${id}`);
    if (answer.status !== 200)
      throw new Error(`acknowledged payment ${id} is gone: ${answer.status}`);
    if (answer.body.payment.external_id !== orderId)
      throw new Error(`payment ${id} changed its order id`);
    for (const [refundId, paymentId] of refunds)
      if (
        paymentId === id &&
        !answer.body.operations.some((operation) => operation.operation_id === refundId)
      )
        throw new Error(`acknowledged refund ${refundId} is gone`);
  }
}

async function settle(office) {
  // In doubt means asked again after 2, 10, 30 seconds …; everything ends without help.
  const deadline = Date.now() + 180_000;
  for (;;) {
    const open = [];
    for (const id of acknowledged.keys()) {
      const { payment, operations } = (await office.get(`/api/payments/${id}`)).body;
      const waits =
        payment.in_doubt ||
        operations.some((one) => !["succeeded", "declined", "failed"].includes(one.state));
      if (waits) open.push(id);
    }
    if (open.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`${open.length} payments are not settled, the first is ${open[0]}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The simulator's own book: one effect per reference, and its sums equal ours. */
async function checkBook(office, simulatorUrl, key) {
  const seen = new Map();
  for (let after = 0; ; ) {
    const page = await (
      await fetch(`${simulatorUrl}/v1/book/effects?after=${after}`, {
        headers: { Authorization: `Bearer ${key}` },
      })
    ).json();
    if (page.effects.length === 0) break;
    for (const effect of page.effects)
      seen.set(effect.reference, (seen.get(effect.reference) ?? 0) + 1);
    after = page.effects.at(-1).number;
  }
  const twice = [...seen].filter(([, count]) => count > 1);
  if (twice.length > 0) throw new Error(`${twice.length} effects happened twice: ${twice[0][0]}`);
  // All payments, also those whose acknowledgement the kill swallowed: both books hold the same
  // effects.
  const all = [];
  for (let before = ""; ; before = `&before=${all.at(-1)}`) {
    const page = (await office.get(`/api/payments?limit=200${before}`)).body;
    all.push(...page.rows.map((row) => row.payment_id));
    if (!page.has_older) break;
  }
  let ours = 0;
  for (const id of all) {
    const { operations, attempts } = (await office.get(`/api/payments/${id}`)).body;
    for (const operation of operations.filter((one) => one.state === "succeeded")) {
      const attempt = attempts.find((one) => one.operation_id === operation.operation_id);
      if (!seen.has(attempt.our_reference))
        throw new Error(`${operation.operation_id} succeeded here but not at the provider`);
      ++ours;
    }
  }
  if (ours !== seen.size)
    throw new Error(`${ours} operations succeeded here, ${seen.size} at the provider`);
  return { ours, theirs: seen.size };
}

const installation = await Installation.create({ arguments_: ["--no-rate-limits"] });
try {
  await installation.startSimulator();
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
  await checkPresent(office);
  await settle(office);
  const book = await checkBook(office, installation.simulatorUrl, installation.simulatorKey);
  await installation.server.stop();
  const verified = await run(bursar, ["verify", "--data", installation.folder]);
  if (!/verified/.test(verified)) throw new Error(verified);
  restarts_ms.sort((a, b) => a - b);
  console.log(
    `kill: ${cycles} cycles, ${acknowledged.size} payments and ${refunds.size} refunds acknowledged, 0 lost, ` +
      `0 doubled (${book.ours} succeeded here, ${book.theirs} at the provider); restart median ` +
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
