// The storms. Each is one round on a world: many requests at one moment, then the comparison of
// what was promised with the provider's book and the ledger. A round returns how many requests it
// sent and how many effects it saw.
import { card, fresh, must, order } from "./world.mjs";

const captured = 1_000;

/** The code of a refusal; the Payment API's bodies have none, only words. */
function codeOf({ body, status }) {
  if (/less than the payout/.test(body?.error ?? "")) return "insufficient_balance";
  return body?.error?.code ?? body?.code ?? `${status}`;
}
const accepted = (answers) => answers.filter((one) => one.status < 300);

/** Every answer that is not an acceptance must be one of these refusals. */
function mustRefuse(answers, codes) {
  for (const one of answers)
    must(one.status < 300 || codes.includes(codeOf(one)), `${one.status} ${one.text}`);
}

async function paid(world, shop, extra) {
  const payment_id = await world.payment(shop, captured, extra);
  await world.settled(payment_id);
  return payment_id;
}

/** One refund asked for many times with one key: one refund, and one answer for all. */
export async function identicalRefunds(world, { shop, callers }) {
  const payment_id = await paid(world, shop);
  const headers = fresh();
  const target = `/v1/transactions/${payment_id}/refund`;
  const of = () => ({ target, body: { amount: 700, reason: "storm" }, headers });
  const answers = await world.burst(shop, callers, of);
  const ids = new Set(answers.map((one) => one.body?.refund?.id));
  must(
    answers.every((one) => one.status === 201),
    answers.find((one) => one.status !== 201)?.text,
  );
  must(ids.size === 1, `${ids.size} refunds were made`);
  const detail = await world.settled(payment_id);
  must(detail.payment.refunded_minor === 700, `${detail.payment.refunded_minor} was refunded`);
  return { sent: callers, effects: await world.compare(detail) };
}

/** Refunds that together are far more than was paid: none too many, none refused that fitted. */
export async function tooManyRefunds(world, { shop, callers, random }) {
  const payment_id = await paid(world, shop);
  const is_even = random(2) === 0;
  const amounts = Array.from({ length: callers }, () => (is_even ? 30 : 1 + random(60)));
  const answers = await world.burst(shop, callers, (i) => ({
    target: `/v1/transactions/${payment_id}/refund`,
    body: { amount: amounts[i] },
    headers: fresh(),
  }));
  mustRefuse(answers, ["amount_exceeds_refundable", "not_refundable"]);
  const sum = amounts.reduce((all, one, i) => all + (answers[i].status < 300 ? one : 0), 0);
  must(sum <= captured, `${sum} of ${captured} were accepted`);
  answers.forEach((answer, i) => {
    const fitted = answer.status >= 300 && amounts[i] <= captured - sum;
    must(!fitted, `${amounts[i]} was refused though ${captured - sum} are left`);
  });
  const detail = await world.settled(payment_id);
  must(detail.payment.refunded_minor === sum, `${detail.payment.refunded_minor} instead of ${sum}`);
  return { sent: callers, effects: await world.compare(detail) };
}

/** Captures and voids of one hold at the same time, until nothing of it is left. */
export async function stepsOnHold(world, { shop, callers, random }) {
  const payment_id = await paid(world, shop, { captureMode: "MANUAL" });
  let sent = 0;
  let detail = await world.detail(payment_id);
  for (let bursts = 0; bursts < 40; ++bursts) {
    const first = random(2); // so that now a capture and now a void is at the head of the queue
    const answers = await world.burst(shop, Math.ceil(callers / 4), (i) => {
      const is_capture = (i + first) % 2 === 0;
      const amount = 100 * (1 + random(4));
      return {
        target: `/v1/transactions/${payment_id}/${is_capture ? "capture" : "void"}`,
        body: is_capture ? { amount, final: false } : { amount },
        headers: fresh(),
      };
    });
    sent += answers.length;
    mustRefuse(answers, ["step_open", "amount_exceeds_held", "not_held"]);
    detail = await world.settled(payment_id);
    const of = (type) =>
      detail.operations
        .filter((one) => one.type === type && one.state === "succeeded")
        .reduce((all, one) => all + one.amount_minor, 0);
    const took = of("capture");
    const gone = took + of("void");
    must(gone <= captured, `${gone} of ${captured} were captured or let go`);
    must(detail.payment.captured_minor === took, `${detail.payment.captured_minor} is not ${took}`);
    if (gone === captured) break;
    must(answers.some((one) => one.status < 300) || gone > 0, "nobody got anything");
  }
  return { sent, effects: await world.compare(detail) };
}

/** Payouts that together are far more than the balance: as many as fit, exactly. */
export async function payouts(world, { shop, callers }) {
  const balance = await world.balance(shop, "merchant_available");
  const fit = 10;
  const amount = Math.floor(balance / (fit + 0.5));
  must(amount > 0, `the balance is ${balance}`);
  const payout = () => ({
    target: "/v1/payment/payout",
    body: {
      ...{ amount, currency: "EUR", paymentMethod: "card", merchantId: shop.merchant_id },
      ...{ orderId: order(), buyerId: "buyer", paymentMethodInput: card("4242424242424242") },
    },
    headers: fresh(),
  });
  const one = payout();
  const same = await world.burst(shop, callers, () => one);
  const others = await world.burst(shop, callers, () => payout());
  mustRefuse(same, []);
  mustRefuse(others, ["insufficient_balance"]);
  const idOf = (answer) => answer.body.transaction?.id ?? answer.body.id;
  const ids = new Set([...same, ...accepted(others)].map(idOf));
  must(ids.size === fit, `${ids.size} payouts were accepted, ${fit} fit`);
  let effects = 0;
  for (const id of ids) effects += await world.compare(await world.settled(id));
  must(effects === fit, `${effects} payouts were carried out`);
  const left = await world.balance(shop, "merchant_available");
  must(left === balance - fit * amount, `${left} are left of ${balance}`);
  return { sent: 2 * callers, effects };
}

/** Asks the second person to agree, from every server at once. */
async function agree(world, approval_id) {
  const target = `/api/approvals/${approval_id}`;
  const shown = await world.ask(world.bea, "GET", target);
  must(shown.status === 200, `${shown.status} ${shown.text}`);
  const decision = { content_hash: shown.body.content_hash, reason: "seen" };
  const people = world.servers.flatMap((server) => [server, server]);
  const answers = await Promise.all(
    people.map((server) =>
      world.ask(world.at(world.bea, server), "POST", `${target}/approve`, decision),
    ),
  );
  for (const one of answers)
    must(
      one.status === 200 ||
        ["approval_void", "approval_closed", "not_in_doubt"].includes(codeOf(one)),
      `${one.status} ${one.text}`,
    );
}

/** What people say about an operation that nobody has an answer for, all at once. */
async function decide(world, operation_id, verdicts) {
  const target = `/api/operations/${operation_id}/state`;
  const words = { reason: "the acquirer said so", evidence: "telephone, line 3" };
  const answers = await Promise.all(
    verdicts.flatMap((verdict) =>
      world.servers.map((server) =>
        world.ask(world.at(world.ada, server), "POST", target, { ...words, verdict }, fresh()),
      ),
    ),
  );
  const known = ["not_in_doubt", "verdict_not_permitted", "nothing_changed"];
  for (const one of answers)
    must(one.status < 300 || known.includes(codeOf(one)), `${one.status} ${one.text}`);
  const held = answers.filter((one) => one.status === 202);
  const ids = [...new Set(held.map((one) => one.body.approval.approval_id))];
  await Promise.all(ids.map((id) => agree(world, id)));
  return answers.length;
}

const pause_until = (instant_ms) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, instant_ms - Date.now())));

/**
 * Operations that were carried out and whose answer was lost: resolvers of every server, a person's
 * word (right or wrong), a second person's consent and messages of the provider meet. Whoever comes
 * first, the end is what really happened, once.
 */
export async function inDoubt(world, { shop, random }) {
  const count = 4;
  const payment_ids = [];
  for (let i = 0; i < count; ++i) payment_ids.push(await paid(world, shop));
  await world.control({ drop_after_ppm: 1_000_000 });
  const asked = await Promise.all(
    payment_ids.map((id) =>
      world.post(shop, `/v1/transactions/${id}/refund`, { amount: 400 }, fresh()),
    ),
  );
  mustRefuse(asked, []);
  const sale_ids = await Promise.all(
    Array.from({ length: count }, () => world.payment(shop, captured)),
  );
  const ids = [...payment_ids, ...sale_ids];
  const doubted = await Promise.all(
    ids.map((id) =>
      world.until(
        id,
        ({ attempts, operations }) =>
          operations.at(-1).state === "in_doubt" || attempts.at(-1).phase === "resolved",
        "in doubt",
      ),
    ),
  );
  await world.control({ drop_after_ppm: 0 });
  // Some speak at once, some in the very moment in which the resolvers ask.
  const sent = await Promise.all(
    doubted.map(async ({ operations, attempts }) => {
      const { next_check_at, our_reference } = attempts.at(-1);
      if (next_check_at && random(2) === 0) await pause_until(next_check_at - 10 + random(20));
      const verdicts = [["approved"], ["approved", "not_executed"], ["declined"]][random(3)];
      const tell = () =>
        Promise.all(world.servers.map((server) => world.message(our_reference, server)));
      const [said] = await Promise.all([
        decide(world, operations.at(-1).operation_id, verdicts),
        ...(random(2) === 0 ? [tell(), tell()] : []),
      ]);
      await tell(); // a provider repeats itself, so a wrong word does not stand
      return said;
    }),
  );
  let effects = 0;
  for (const id of ids) {
    const detail = await world.until(
      id,
      ({ operations }) => operations.every((one) => one.state === "succeeded"),
      "as it really went",
    );
    must(!detail.payment.in_doubt, `${id} is still in doubt`);
    effects += await world.compare(detail);
  }
  must(effects === 3 * count, `${effects} effects instead of ${3 * count}`);
  return { sent: sent.reduce((all, one) => all + one, 0), effects };
}
