// Holds over the wire: authorise, capture in parts, let go, raise; both APIs.
const must = (condition, what) => {
  if (!condition) throw new Error(what);
};
const card = (cardNumber) => ({
  cardNumber,
  expiryMonth: "12",
  expiryYear: "2030",
  cvv: "123",
});
const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });
const isHeld = (one) => one.moneyState === "AUTHORIZED";

async function eventually(done) {
  for (let tries = 0; !(await done()); ++tries) {
    if (tries === 100) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export function checkHolds(world) {
  const { api, office, book, check, sale, detail } = world;
  const hold = async (extra = {}) => {
    const made = await api.post(
      "/v1/transactions",
      sale({
        captureMode: "MANUAL",
        paymentMethodInput: card("4242424242424242"),
        returnUrl: undefined,
        successUrl: undefined,
        ...extra,
      }),
    );
    must(made.status === 201, made.text);
    return api.until(made.body.id, isHeld);
  };
  const until = (id, state) => api.until(id, (one) => one.moneyState === state);
  const chargeReference = async (id) => (await detail(id)).attempts[0].our_reference;

  check("a hold moves no money and is no success", async () => {
    const held = await hold();
    must(held.status === "PROCESSING" && held.authorizedAmount === 1000, JSON.stringify(held));
    must(held.capturedAmount === 0, "something was captured");
    const effects = await book.effects(await chargeReference(held.id));
    must(effects.count === 0, `the acquirer booked ${JSON.stringify(effects)}`);
    const page = await detail(held.id);
    must(page.payment.hold_step === "expire" && page.payment.hold_step_at, "no end of the hold");
    const allowed = page.actions.filter((one) => one.allowed).map((one) => one.action);
    must(allowed.sort().join() === "create_capture,create_increment,create_void", allowed.join());
  });

  check("captures in parts, the final one lets the rest go", async () => {
    const { id } = await hold();
    const first = await api.post(`/v1/transactions/${id}/capture`, { amount: 300, final: false });
    must(first.status === 201 && first.body.operation.action === "CAPTURE", first.text);
    const part = await until(id, "PART_CAPTURED");
    must(part.status === "SUCCESS" && part.capturedAmount === 300, JSON.stringify(part));
    const second = await office.post(
      `/api/payments/${id}/captures`,
      { amount_minor: 500 },
      fresh(),
    );
    must(second.status === 201, second.text);
    const done = await until(id, "CAPTURED");
    must(done.capturedAmount === 800, JSON.stringify(done));
    const page = await detail(id);
    must(page.payment.voided_minor === 200, "the rest is still held");
    const kinds = page.ledger_entries.map((one) => one.kind);
    must(kinds.filter((one) => one === "capture").length > 4, kinds.join());
    const amounts = [];
    for (const attempt of page.attempts.slice(1)) {
      const effects = await book.effects(attempt.our_reference);
      for (const effect of effects.effects) amounts.push(effect.amount_minor);
    }
    must(amounts.sort((a, b) => a - b).join() === "300,500", amounts.join());
    const refund = await api.post(`/v1/transactions/${id}/refund`, { amount: 801 });
    must(refund.status === 422, refund.text);
  });

  check("more than is held is refused by the field", async () => {
    const { id } = await hold();
    const more = await office.post(`/api/payments/${id}/captures`, { amount_minor: 1001 }, fresh());
    must(more.status === 422 && more.body.code === "amount_exceeds_held", more.text);
    must(more.body.capturable_minor === 1000 || more.text.includes("1000"), more.text);
    const none = await office.post(`/api/payments/${id}/captures`, { amount_minor: 0 }, fresh());
    must(none.status === 422 && none.body.field === "amount_minor", none.text);
  });

  check("a capture and a void at the same time: one of them", async () => {
    const { id } = await hold();
    const answers = await Promise.all([
      office.post(`/api/payments/${id}/captures`, {}, fresh()),
      office.post(`/api/payments/${id}/voids`, {}, fresh()),
    ]);
    const statuses = answers.map((one) => one.status).sort();
    must(statuses.join() === "201,422", statuses.join());
    await api.until(id, (one) => one.moneyState === "CAPTURED" || one.moneyState === "VOIDED");
  });

  check("a part and then all of it is let go", async () => {
    const { id } = await hold();
    const part = await api.post(`/v1/transactions/${id}/void`, { amount: 400 });
    must(part.status === 201, part.text);
    await eventually(async () => (await detail(id)).payment.voided_minor === 400);
    must((await detail(id)).payment.lifecycle === "authorized", "it ended too early");
    await office.post(`/api/payments/${id}/voids`, {}, fresh());
    const gone = await until(id, "VOIDED");
    must(gone.status === "CANCELED", JSON.stringify(gone));
    const late = await api.post(`/v1/transactions/${id}/capture`, {});
    must(late.status === 422 && late.body.error.code === "not_held", late.text);
  });

  check("a hold is raised", async () => {
    const { id } = await hold();
    const raised = await office.post(
      `/api/payments/${id}/increments`,
      { amount_minor: 250 },
      fresh(),
    );
    must(raised.status === 201, raised.text);
    await world.until(id, (row) => row.authorized_minor === 1250);
    await api.post(`/v1/transactions/${id}/capture`, {});
    const done = await until(id, "CAPTURED");
    must(done.capturedAmount === 1250, JSON.stringify(done));
  });

  check("the same key is one capture", async () => {
    const { id } = await hold();
    const key = fresh();
    const body = { amount: 300, final: false };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.post(`/v1/transactions/${id}/capture`, body, key)),
    );
    must(
      answers.every((one) => one.status === 201),
      answers.map((one) => one.text).join(),
    );
    must(new Set(answers.map((one) => one.body.operation.id)).size === 1, "several operations");
    const part = await until(id, "PART_CAPTURED");
    must(part.capturedAmount === 300, JSON.stringify(part));
    const other = await api.post(`/v1/transactions/${id}/capture`, { amount: 301 }, key);
    must(other.status === 409, other.text);
  });
}
