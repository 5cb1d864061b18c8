// Payments that wait for a person, and payments that are called off, as a merchant's own system
// sees them: what a policy catches is WAIT_APPROVE until somebody other than the maker of the key
// decides.
import { signInFirstTime } from "./people.mjs";

const expect = (answer, status, code) => {
  const told = answer.body?.code ?? answer.body?.error?.code;
  if (answer.status !== status || (code && told !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};
const must = (condition, what) => {
  if (!condition) throw new Error(what);
};
const uuid = () => crypto.randomUUID();
const card = (cardNumber) => ({ cardNumber, expiryMonth: "12", expiryYear: "2030", cvv: "123" });
const policies = "/api/approval_policies";

export async function walkReviews({ office, installation, OfficeClient, record, check }) {
  const { merchant, api } = await installation.createMerchant(office, "Review Shop");
  const made = expect(
    await office.post("/api/users", {
      ...{ email: "rita@bursar.example", name: "Rita", role_key: "owner" },
      ...{ scope_kind: "company", company_id: merchant.company_id },
    }),
    201,
  );
  const rita = new OfficeClient(installation.office, record);
  await signInFirstTime(rita, "rita@bursar.example", made.temporary_password);
  const sale = (extra) =>
    api.post("/v1/transactions", {
      ...{ amount: 5_000, currency: "EUR", paymentMethod: "card" },
      ...{ paymentMethodInput: card("4242424242424242"), ...extra },
    });
  const requestOf = async (payment_id) => {
    const { rows } = expect(await rita.get(`/api/approvals?subject_id=${payment_id}`), 200);
    return expect(await rita.get(`/api/approvals/${rows[0].approval_id}`), 200);
  };
  const decide = async (payment_id, verdict, by = rita) => {
    const { approval_id, content_hash } = await requestOf(payment_id);
    return by.post(`/api/approvals/${approval_id}/${verdict}`, { content_hash, reason: "looked" });
  };

  await check("a policy may name a condition, which is kept in one spelling", async () => {
    const terms = { kind: "payment", scope_kind: "merchant", merchant_id: merchant.merchant_id };
    const policy = { ...terms, name: "Large Visa", approvers: 1, expires_after_h: 1 };
    const condition = 'card.scheme=="visa"&&payment.amount>=money("50.00","EUR")';
    const stored = expect(await office.post(policies, { ...policy, condition }), 201);
    must(
      stored.condition === 'card.scheme == "visa" && payment.amount >= money("50.00", "EUR")',
      stored.condition,
    );
    const wrong = await office.post(policies, { ...policy, condition: "card.colour == 1" });
    must(expect(wrong, 422, "unknown_field").field === "condition", wrong.text);
    const unfit = { ...policy, kind: "refund", condition: "true" };
    expect(await office.post(policies, unfit), 422, "condition_unfit");
    const { kinds } = expect(await office.get(policies), 200);
    must(kinds.find((one) => one.kind === "payment").has_condition, JSON.stringify(kinds));
  });

  await check("I12 a caught payment waits; approved it is taken, rejected it is not", async () => {
    const other = expect(await sale({ amount: 4_999 }), 201);
    must(other.status === "PROCESSING", other.status);
    const waiting = expect(await sale(), 201);
    must(waiting.status === "WAIT_APPROVE", waiting.status);
    expect(await decide(waiting.id, "approve", office), 422, "own_request");
    const seen = await requestOf(waiting.id);
    must(seen.kind === "payment" && seen.changes[0].name === "lifecycle", JSON.stringify(seen));
    must(!JSON.stringify(seen).includes("4242424242424242"), "the card is shown");
    expect(await decide(waiting.id, "approve"), 200);
    const done = await api.until(waiting.id, (one) => one.status === "SUCCESS");
    const words = done.statusHistory.map((one) => one.status).join(" ");
    must(words.startsWith("created review processing"), words);

    const unwanted = expect(await sale(), 201);
    expect(await decide(unwanted.id, "reject"), 200);
    const declined = await api.until(unwanted.id, (one) => one.status === "DECLINED");
    must(declined.declineCode === "card_declined", declined.declineCode);
    const page = expect(await rita.get(`/api/payments/${unwanted.id}`), 200);
    must(page.payment.decline_reason === "rejected_in_review", page.payment.decline_reason);
    must(page.attempts.length === 0, "a provider was asked");
    expect(await decide(unwanted.id, "approve"), 422, "approval_closed");
  });

  await check("the same key while it waits is the same payment", async () => {
    const key = { "Idempotency-Key": uuid() };
    const body = {
      ...{ amount: 6_000, currency: "EUR", paymentMethod: "card", orderId: uuid() },
      paymentMethodInput: card("4242424242424242"),
    };
    const first = expect(await api.post("/v1/transactions", body, key), 201);
    const again = await api.post("/v1/transactions", body, key);
    must(expect(again, 201).id === first.id, again.text);
    must(again.headers.get("idempotent-replayed") === "true", "not told as a repeat");
  });

  await check("I14 what waits is canceled by the shop, and nobody decides any more", async () => {
    const waiting = expect(await sale(), 201);
    const target = `/v1/transactions/${waiting.id}/cancel`;
    const canceled = expect(await api.post(target, { reason: "ordered twice" }), 200);
    must(canceled.status === "CANCELED", canceled.status);
    expect(await api.post(target), 200);
    expect(await decide(waiting.id, "approve"), 422, "approval_closed");
    const paid = expect(await sale({ amount: 100 }), 201);
    await api.until(paid.id, (one) => one.status === "SUCCESS");
    expect(await api.post(`/v1/transactions/${paid.id}/cancel`), 422, "not_cancelable");
  });

  await check("the office cancels what nobody has carried out", async () => {
    const waiting = expect(await sale(), 201);
    const page = expect(await office.get(`/api/payments/${waiting.id}`), 200);
    must(
      page.actions.find((one) => one.action === "cancel_payment").allowed,
      JSON.stringify(page.actions),
    );
    const target = `/api/payments/${waiting.id}/cancel`;
    expect(await office.post(target, { reason: "x".repeat(501) }), 422, "too_long");
    const { payment } = expect(await office.post(target, { reason: "wrong shop" }), 200);
    must(payment.lifecycle === "canceled", payment.lifecycle);
    const after = expect(await office.get(`/api/payments/${waiting.id}`), 200);
    const last = after.history.filter((one) => one.subject_kind === "payment").at(-1);
    must(last.to === "canceled" && last.reason === "wrong shop", JSON.stringify(last));
  });
}
