// Payouts, verifications and stored cards over the wire.
const must = (condition, what) => {
  if (!condition) throw new Error(what);
};
const card = (cardNumber) => ({
  cardNumber,
  expiryMonth: "12",
  expiryYear: "2030",
  cvv: "123",
});
const officeCard = (number) => ({ number, expiry_month: "12", expiry_year: "2030", cvv: "123" });
const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });
const iban = "DE89370400440532013000";

export function checkPayouts(world) {
  const { api, office, book, check, sale, detail, merchant } = world;
  const balances = async () => {
    const rows = (await office.get(`/api/merchants/${merchant.merchant_id}/balances`)).body;
    return Object.fromEntries(
      rows.rows
        .filter((row) => row.currency === "EUR")
        .map((row) => [row.account ?? row.bucket, row.balance_minor]),
    );
  };
  const startPayment = (body) =>
    office.post(`/api/merchants/${merchant.merchant_id}/payments`, body, fresh());

  check("a payout beyond the balance is refused and nothing is reserved", async () => {
    const answer = await api.post(
      "/v1/payment/payout",
      sale({
        amount: 9_999_999,
        paymentMethod: "bank_transfer",
        paymentMethodInput: { iban, holder: "Ada Lovelace" },
      }),
    );
    must(answer.status === 422, answer.text);
    must(/balance/.test(answer.text), answer.text);
    must(!((await balances()).payout_in_transit > 0), "something was reserved");
  });

  check("an IBAN with wrong check digits names the field", async () => {
    const answer = await api.post(
      "/v1/payment/payout",
      sale({
        paymentMethod: "bank_transfer",
        paymentMethodInput: { iban: "DE88370400440532013000", holder: "Ada Lovelace" },
      }),
    );
    must(answer.status === 400, answer.text);
  });

  check(
    "a payout to a recipient whom nobody approved is refused, and nothing is reserved",
    async () => {
      const draft = await office.post(
        `/api/merchants/${merchant.merchant_id}/recipients`,
        { name: "Ada", currency: "EUR", iban, holder: "Ada Lovelace" },
        fresh(),
      );
      must(draft.status === 201, draft.text);
      const to = (recipientId) =>
        api.post(
          "/v1/payment/payout",
          sale({ paymentMethod: "bank_transfer", paymentMethodInput: { recipientId } }),
        );
      const answer = await to(draft.body.recipient_id);
      must(answer.status === 422, answer.text);
      must(/nothing is paid before it is approved/.test(answer.text), answer.text);
      must((await to("rr_nobody")).status === 400, "an id that is none");
      must(!((await balances()).payout_in_transit > 0), "something was reserved");
    },
  );

  check("the office asks for a code before it pays out", async () => {
    const answer = await office.post(
      `/api/merchants/${merchant.merchant_id}/payouts`,
      { amount_minor: 100, currency: "EUR", iban, holder: "Ada Lovelace" },
      fresh(),
    );
    must(answer.status === 403 || answer.status === 422, answer.text);
    must(["step_up_required", "phone_required"].includes(answer.body.code), answer.text);
  });

  check("a verified card is charged again by the merchant", async () => {
    const verified = await startPayment({
      kind: "verification",
      amount_minor: 0,
      currency: "EUR",
      buyer_id: "buyer-1",
      stored_credential: "unscheduled",
      card: officeCard("4242424242424242"),
    });
    must(verified.status === 201, verified.text);
    const parent = verified.body.payment_id;
    await world.until(parent, (row) => row.lifecycle === "verified");
    must((await detail(parent)).terms.network_transaction_id, "no network transaction id");
    const again = await startPayment({
      amount_minor: 700,
      currency: "EUR",
      buyer_id: "buyer-1",
      stored_credential: "unscheduled",
      customer_present: false,
      parent_payment_id: parent,
    });
    must(again.status === 201, again.text);
    await world.until(again.body.payment_id, (row) => row.lifecycle === "captured");
    const page = await detail(again.body.payment_id);
    must(page.attempts[0].request.includes("network_transaction_id"), page.attempts[0].request);
    const effects = await book.effects(page.attempts[0].our_reference);
    must(effects.count === 1, JSON.stringify(effects));
    const stranger = await startPayment({
      amount_minor: 700,
      currency: "EUR",
      buyer_id: "buyer-2",
      stored_credential: "unscheduled",
      customer_present: false,
      parent_payment_id: parent,
    });
    must(stranger.status === 422 && stranger.body.code === "card_not_stored", stranger.text);
  });

  check("a mail order says so to the acquirer and keeps no security code", async () => {
    const made = await startPayment({
      amount_minor: 4200,
      currency: "EUR",
      moto: true,
      buyer_email: "ada@example.org",
      card: officeCard("5555555555554444"),
    });
    must(made.status === 201, made.text);
    const id = made.body.payment_id;
    await world.until(id, (row) => row.lifecycle === "captured");
    const page = await detail(id);
    must(page.terms.moto && page.attempts[0].request.includes('"moto":true'), "not a mail order");
    must(!JSON.stringify(page).includes("5555555555554444"), "the number is shown");
    const wrong = await startPayment({
      amount_minor: 1,
      currency: "EUR",
      card: officeCard("5555555555554440"),
    });
    must(wrong.body.field === "card.number", wrong.text);
  });

  check("a plain sale by card still works beside all this", async () => {
    const made = await api.post(
      "/v1/transactions",
      sale({ paymentMethodInput: card("4242424242424242") }),
    );
    await api.until(made.body.id, (one) => one.status === "SUCCESS");
  });
}
