// Walks what needs an answer: a payment whose provider went silent stands in the queue, is ended by
// a person with evidence, and only with a second one when money would move.
import { sampleSale } from "../lib/installation.mjs";

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });

/** The simulator closes the connection, charges nothing, and admits it only after a while. */
const silent = "4000000000930018";

async function doubted({ office, api, merchant }) {
  const paymentMethodInput = {
    cardNumber: silent,
    expiryMonth: "12",
    expiryYear: "2030",
    cvv: "123",
  };
  const sale = sampleSale(merchant.merchant_id, crypto.randomUUID(), { paymentMethodInput });
  const { id } = expect(await api.post("/v1/transactions", sale), 201);
  for (let tries = 0; tries < 400; ++tries) {
    const { body } = await office.get(`/api/payments/${id}`);
    if (body.payment.in_doubt) return id;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("the payment did not come into doubt");
}

export async function walkExceptions(world) {
  const { office, check } = world;
  await check("an operation without an answer is in the queue and ended by people", async () => {
    const payment_id = await doubted(world);
    const queue = `/api/unanswered_operations?payment_id=${payment_id}`;
    const [row] = expect(await office.get(queue), 200).rows;
    if (row.why !== "no_answer" || row.verdicts.length !== 3) throw new Error(JSON.stringify(row));
    const sums = expect(await office.get("/api/unanswered_sums"), 200);
    if (sums.operations < 1 || sums.at_stake.length < 1) throw new Error(JSON.stringify(sums));
    expect(await office.get("/api/unanswered_operations?age=week"), 422, "invalid_parameter");

    const target = `/api/operations/${row.operation_id}/state`;
    const words = { reason: "the acquirer wrote so", evidence: "letter of 12 May" };
    const bare = { verdict: "not_executed", reason: "because" };
    expect(await office.post(target, bare, fresh()), 422);
    const free = { ...words, verdict: "captured" };
    expect(await office.post(target, free, fresh()), 422, "invalid_parameter");
    const paid = { ...words, verdict: "approved" };
    const { approval } = expect(await office.post(target, paid, fresh()), 202);
    if (approval.kind !== "manual_status") throw new Error(JSON.stringify(approval));
    const never = { ...words, verdict: "not_executed" };
    const done = expect(await office.post(target, never, fresh()), 200);
    if (done.payment.lifecycle !== "failed" || done.payment.in_doubt)
      throw new Error(JSON.stringify(done.payment));
    expect(await office.post(target, { ...never, reason: "r" }, fresh()), 422, "not_in_doubt");
    const decided = expect(await office.get(`/api/payments/${payment_id}/decisions`), 200).rows;
    if (decided.length !== 1 || decided[0].evidence !== words.evidence)
      throw new Error(JSON.stringify(decided));
    if (expect(await office.get(queue), 200).rows.length > 0) throw new Error("waits still");
  });
  await check(
    "an operation without an answer is taken back when the provider says so",
    async () => {
      const payment_id = await doubted(world);
      const queue = `/api/unanswered_operations?payment_id=${payment_id}`;
      const [row] = expect(await office.get(queue), 200).rows;
      const ways = Object.fromEntries(row.methods.map((one) => [one.method, one.why_not]));
      if (ways.query !== null || ways.same_request !== "answers" || ways.reversal !== null)
        throw new Error(JSON.stringify(row.methods));
      if (row.next_method !== "query" || row.absence_is_proof_at === null)
        throw new Error(JSON.stringify(row));
      const target = `/api/operations/${row.operation_id}/reverse`;
      expect(await office.post(target, { reason: "" }), 422);
      const reason = "the customer has left";
      const { reversal } = expect(await office.post(target, { reason }), 200);
      if (reversal.cause !== "person" || reversal.reason !== reason)
        throw new Error(JSON.stringify(reversal));
      for (let tries = 0; tries < 400; ++tries) {
        const { body } = await office.get(`/api/payments/${payment_id}`);
        if (body.payment.lifecycle === "failed") break;
        if (tries === 399) throw new Error(JSON.stringify(body.payment));
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      expect(await office.post(target, { reason }), 422, "not_in_doubt");
    },
  );
  await check("exception cases are listed, and one that is not there is not found", async () => {
    const listed = expect(await office.get("/api/exceptions?state=open&kind=over_paid"), 200);
    if (!Array.isArray(listed.rows)) throw new Error(JSON.stringify(listed));
    expect(await office.get("/api/exceptions?kind=lost"), 422, "invalid_parameter");
    expect(await office.get("/api/exceptions/ex_c000000000000000000000000"), 404);
  });
}
