// The adapter of the charges API against a foreign program that keeps state: payments through the
// public API of a real server, looked at from both sides.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { check, conclude, results } from "../lib/checks.mjs";
import { Installation, sampleSale } from "../lib/installation.mjs";
import { Program } from "../lib/process.mjs";

const key = "sk_test_0123456789abcdef";
const cards = {
  visa: "4242424242424242",
  noFunds: "4000000000009995",
  forgotten: "4000000000930026",
  failing: "4000000000930034",
  tooMany: "4000000000930018",
};
const tokens = [
  [cards.forgotten, "tok_forget"],
  [cards.failing, "tok_500"],
  [cards.tooMany, "tok_429"],
];
const same = (seen, wanted, what) => {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
};

const standIn = new Program(process.execPath, [
  path.join(path.dirname(fileURLToPath(import.meta.url)), "stand_in.mjs"),
]);
const [, url] = await standIn.line(/listening on (http:\S+)/);
const installation = await Installation.create({
  arguments_: ["--no-rate-limits"],
});

/** The stand-in as a customer of it would see it. */
async function direct(method, target, body, headers = {}) {
  const response = await fetch(url + target, {
    method,
    headers: {
      Authorization: `Bearer ${key}`,
      ...(body && { "Content-Type": "application/x-www-form-urlencoded" }),
      ...headers,
    },
    body,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: await response.json(),
  };
}
const asked = async () => (await (await fetch(`${url}/control/log`)).json()) ?? [];
const lose = () => fetch(`${url}/control/lose`);

let office;
let shop;
let orders = 0;

async function pay(cardNumber, more = {}) {
  const answer = await shop.api.post(
    "/v1/transactions",
    sampleSale(shop.merchant.merchant_id, `order-${++orders}`, {
      currency: "EUR",
      paymentMethodInput: {
        cardNumber,
        expiryMonth: "12",
        expiryYear: "2030",
        cvv: "123",
      },
      ...more,
    }),
  );
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.id;
}
const ended = (one) => ["SUCCESS", "DECLINED", "CANCELED"].includes(one.status);
const detailOf = async (id) => (await office.get(`/api/payments/${id}`)).body;
const attemptOf = async (id) => (await detailOf(id)).attempts[0];

/** Waits for what the office says of a payment. */
async function until(id, holds, wait_ms = 20_000) {
  const deadline = Date.now() + wait_ms;
  for (;;) {
    const detail = await detailOf(id);
    if (holds(detail)) return detail;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(detail.payment)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const doubted = (id) =>
  until(id, (one) => one.payment.in_doubt && (one.attempts[0].queries ?? 0) >= 1);
const chargesOf = async (reference) =>
  (await direct("GET", "/v1/charges?limit=100")).body.data.filter(
    (one) => one.metadata.our_reference === reference,
  );
const step = async (id, verb, body) => {
  const answer = await shop.api.post(`/v1/transactions/${id}/${verb}`, body);
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.body;
};

async function start() {
  await installation.serve();
  office = await installation.signUp();
  shop = await installation.createMerchant(office);
  const account = await office.mustPost(
    "/api/providers",
    {
      company_id: shop.company.company_id,
      adapter: "stripe",
      title: "Charges",
      methods: ["card"],
      base_url: url,
      api_key: key,
      settings: { test_tokens: tokens.map((pair) => pair.join("=")).join(" ") },
    },
    { "Idempotency-Key": crypto.randomUUID() },
  );
  const one = `/api/providers/${account.provider_account_id}`;
  await check("the connection is tried with a request that moves nothing", async () => {
    const works = await office.mustPost(`${one}/test`);
    same([works.is_working, works.http_status], [true, 200], works.note);
    const changed = await office.patch(one, {
      version: 1,
      api_key: "a wrong key",
    });
    same(changed.status, 200, changed.text);
    const refused = await office.mustPost(`${one}/test`);
    same([refused.is_working, refused.http_status], [false, 401], refused.note);
    await office.patch(one, { version: 2, api_key: key });
  });
}

async function walk() {
  await check("a sale is a captured charge with our reference", async () => {
    const id = await pay(cards.visa);
    const paid = await shop.api.until(id, ended);
    same([paid.status, paid.capturedAmount], ["SUCCESS", 1000], "sale");
    const attempt = await attemptOf(id);
    const [charge, ...others] = await chargesOf(attempt.our_reference);
    same([charge.amount, charge.captured, others.length], [1000, true, 0], "charge");
    same(attempt.provider_reference, charge.id, "provider reference");
  });
  await check("a decline comes with our reason", async () => {
    const id = await pay(cards.noFunds);
    const declined = await shop.api.until(id, ended);
    same(
      [declined.status, declined.declineCode],
      ["DECLINED", "insufficient_funds"],
      JSON.stringify(declined),
    );
  });
  await check("a part of what was held is captured, the rest let go", async () => {
    const id = await pay(cards.visa, { captureMode: "MANUAL" });
    await until(id, (one) => one.payment.lifecycle === "authorized");
    const [held] = await chargesOf((await attemptOf(id)).our_reference);
    same(held.captured, false, "held");
    await step(id, "capture", { amount: 700 });
    await until(id, (one) => one.payment.captured_minor === 700);
    const [charge] = await chargesOf((await attemptOf(id)).our_reference);
    same([charge.amount_captured, charge.amount_refunded], [700, 300], "captured");
  });
  await check("what was held is let go", async () => {
    const id = await pay(cards.visa, { captureMode: "MANUAL" });
    await until(id, (one) => one.payment.lifecycle === "authorized");
    await step(id, "void", {});
    await until(id, (one) => one.payment.lifecycle === "voided");
    const [charge] = await chargesOf((await attemptOf(id)).our_reference);
    same([charge.refunded, charge.captured], [true, false], "voided");
  });
  await check("refunds in part add up at both ends", async () => {
    const id = await pay(cards.visa);
    await shop.api.until(id, ended);
    for (const amount of [400, 350]) {
      await step(id, "refund", { amount });
      await until(id, (one) => one.payment.refund_pending_minor === 0);
    }
    const [charge] = await chargesOf((await attemptOf(id)).our_reference);
    same(charge.amount_refunded, 750, "given back");
    same((await detailOf(id)).payment.refunded_minor, 750, "booked");
  });
  await check("too many requests: nothing was begun, so another route may be taken", async () => {
    const id = await pay(cards.tooMany);
    const detail = await until(id, (one) => one.attempts[0].outcome === "not_executed");
    same(detail.attempts[0].http_status, 429, "answer");
    same(await chargesOf(detail.attempts[0].our_reference), [], "no charge");
  });
}

async function walkDoubts() {
  await check("a repeated key brings the recorded answer, a failure as well", async () => {
    const body = "amount=500&currency=eur&source=tok_visa";
    const first = await direct("POST", "/v1/charges", body, {
      "Idempotency-Key": "k-1",
    });
    const again = await direct("POST", "/v1/charges", body, {
      "Idempotency-Key": "k-1",
    });
    same(again.body.id, first.body.id, "the same charge");
    same(again.headers.get("idempotent-replayed"), "true", "said so");
    const failing = "amount=500&currency=eur&source=tok_500";
    for (const replayed of [null, "true"]) {
      const answer = await direct("POST", "/v1/charges", failing, {
        "Idempotency-Key": "k-2",
      });
      same([answer.status, answer.headers.get("idempotent-replayed")], [500, replayed], "500");
    }
  });
  // Three doubts at once: a failing server, a lost answer to nothing, a lost answer to a charge.
  const failing = await pay(cards.failing);
  await doubted(failing);
  await lose();
  const forgotten = await pay(cards.forgotten);
  await until(forgotten, (one) => one.payment.in_doubt);
  await lose();
  const kept = await pay(cards.visa);
  for (const [name, id] of Object.entries({ failing, forgotten }))
    await check(`${name}: in doubt, asked about, found nowhere and never sent again`, async () => {
      const { payment, attempts } = await doubted(id);
      same([payment.in_doubt, attempts.length], [true, 1], "in doubt");
      const reference = attempts[0].our_reference;
      same(await chargesOf(reference), [], "no charge");
      const sent = (await asked()).filter((one) => one.key === reference);
      same(sent.length, 1, "sent once");
      const questions = (await asked()).filter((one) =>
        one.url.startsWith("/v1/charges?limit=100&"),
      );
      if (questions.length === 0) throw new Error("nobody asked");
    });
  await check("a lost answer is found again by our reference", async () => {
    const paid = await shop.api.until(kept, ended);
    same(paid.status, "SUCCESS", "found");
    const attempt = await attemptOf(kept);
    same(attempt.resolved_by, "query", "by asking");
    same((await chargesOf(attempt.our_reference)).length, 1, "charged once");
  });
}

try {
  await start();
  await walk();
  await walkDoubts();
} catch (error) {
  ++results.failed;
  console.log(`FAILED set-up: ${error.stack}`);
  console.log(installation.server?.output.slice(-2000));
} finally {
  await installation.stop();
  await standIn.stop();
}
conclude();
