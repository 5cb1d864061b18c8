// Walks a customer: what payments tell about them, and an erasure that nobody does alone.
import { postWithCode } from "../lib/codes.mjs";
import { sampleSale } from "../lib/installation.mjs";
import { addPasskey } from "./passkey_walk.mjs";

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

export async function walkCustomers({ office, api, merchant, check }) {
  await check("a customer is gathered from payments, and erased by two people only", async () => {
    const buyerId = `buyer/${crypto.randomUUID()} & co`;
    const card = { cardNumber: "4242424242424242", expiryMonth: "12", expiryYear: "2030" };
    const extra = {
      buyerId,
      customer: { email: "ann@buyer.example", firstName: "Ann", lastName: "Miller" },
      paymentMethodInput: { ...card, cvv: "123" },
    };
    const sale = sampleSale(merchant.merchant_id, crypto.randomUUID(), extra);
    const { id } = expect(await api.post("/v1/transactions", sale), 201);
    await api.until(id, (one) => one.status === "SUCCESS");

    const base = `/api/merchants/${merchant.merchant_id}/customer`;
    const one = expect(await office.get(`${base}?buyer_id=${encodeURIComponent(buyerId)}`), 200);
    if (one.first_name !== "Ann" || one.risk.succeeded !== 1 || one.cards[0].last4 !== "4242")
      throw new Error(JSON.stringify(one));
    if (one.payments[0].payment_id !== id || one.totals[0].captured_minor !== 1000)
      throw new Error(JSON.stringify(one));
    expect(await office.get(base), 422, "invalid_parameter");
    expect(await office.get(`${base}?buyer_id=nobody`), 404);

    const key = () => ({ "Idempotency-Key": crypto.randomUUID() });
    const wanted = { buyer_id: buyerId, confirmation: buyerId, reason: "a letter of May" };
    const differs = { ...wanted, confirmation: "buyer" };
    const { passkey } = await addPasskey(office, "Erases");
    expect(await office.post(`${base}/erasure`, differs, key()), 422, "confirmation_differs");
    // A code bound to this erasure, and a second person.
    const confirmed = await postWithCode(
      { client: office, passkey },
      `${base}/erasure`,
      wanted,
      key(),
    );
    const { approval } = expect(confirmed, 202);
    if (approval.kind !== "erasure") throw new Error(JSON.stringify(approval));
    const after = expect(await office.get(`${base}?buyer_id=${encodeURIComponent(buyerId)}`), 200);
    if (after.first_name !== "Ann") throw new Error("erased before anybody agreed");
  });
}
