// A sale that is given back whole on its day is undone at the acquirer, and called so everywhere.
const must = (condition, what) => {
  if (!condition) throw new Error(what);
};
const today = () => new Date().toISOString().slice(0, 10);

export function checkSameDay(world) {
  const { api, book, check, sale, detail } = world;
  check("a sale given back whole on its day is undone", async () => {
    const day = today();
    const made = await api.post(
      "/v1/transactions",
      sale({
        paymentMethodInput: {
          cardNumber: "4242424242424242",
          expiryMonth: "12",
          expiryYear: "2030",
          cvv: "123",
        },
      }),
    );
    must(made.status === 201, made.text);
    const { id } = made.body;
    await api.until(id, (one) => one.status === "SUCCESS");
    const asked = await api.post(`/v1/transactions/${id}/refund`, {});
    must(asked.status === 201, asked.text);
    if (today() !== day) return; // midnight came between the two
    must(asked.body.refund.action === "REVERSAL", asked.text);
    await api.until(id, (one) => one.moneyState === "REVERSED");
    const page = await detail(id);
    const undone = page.operations.at(-1);
    must(undone.same_day && undone.type === "refund", JSON.stringify(undone));
    const { our_reference } = page.attempts.at(-1);
    const { effects } = await book.effects(our_reference);
    must(effects.length === 1 && effects[0].kind === "reversal", JSON.stringify(effects));
    must(effects[0].amount_minor === made.body.amount, JSON.stringify(effects));
    const again = await api.post(`/v1/transactions/${id}/refund`, {});
    must(again.status === 422, again.text);
  });
}
