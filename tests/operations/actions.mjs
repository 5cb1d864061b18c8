// Payments that wait for the customer: authentication, redirects, transfers, crypto; done,
// cancelled and abandoned.
const must = (condition, what) => {
  if (!condition) throw new Error(what);
};
const card = (cardNumber) => ({
  cardNumber,
  expiryMonth: "12",
  expiryYear: "2030",
  cvv: "123",
});

/** Starting payments and waiting for their payers' part. */
function payers({ api, sale, detail, until }) {
  const start = async (extra) => {
    const made = await api.post("/v1/transactions", sale(extra));
    must(made.status === 201, made.text);
    return made.body.id;
  };
  const waiting = async (extra) => {
    const id = await start(extra);
    await until(id, (row) => row.lifecycle === "action");
    const { payment } = await detail(id);
    const seen = (await api.get(`/v1/transactions/${id}`)).body;
    must(seen.status === "PROCESSING", JSON.stringify(seen));
    must((seen.url ?? undefined) === payment.action.url, JSON.stringify(seen));
    return { id, action: payment.action };
  };
  const ends = async (id, lifecycle) => {
    await until(id, (row) => row.lifecycle === lifecycle);
    return detail(id);
  };
  return { start, waiting, ends };
}

export function checkActions(world) {
  const { api, book, check, detail, office, until } = world;
  const act = async (page, body) => {
    const response = await fetch(page, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`${page}: ${await response.text()}`);
  };
  const { start, waiting, ends } = payers(world);
  const identify = (url) => act(url, { act: "identify", browser: { language: "en" } });

  check("3-D Secure challenge, right code", async () => {
    const { id, action } = await waiting({ paymentMethodInput: card("4000000000920027") });
    must(action.type === "three_ds", JSON.stringify(action));
    await identify(action.url);
    await act(action.url, { act: "submit_code", code: "1234" });
    const page = await ends(id, "captured");
    const [result] = page.three_ds;
    must(result.flow === "challenge" && result.trans_status === "Y", JSON.stringify(result));
    must(result.eci === "05" && result.liability === "issuer", JSON.stringify(result));
    must(page.payment.action === null, "an action is left");
    const effects = await book.effects(page.attempts[0].our_reference);
    must(effects.count === 1, JSON.stringify(effects));
  });

  check("3-D Secure challenge, wrong code", async () => {
    const { id, action } = await waiting({ paymentMethodInput: card("4000000000920027") });
    await identify(action.url);
    await act(action.url, { act: "wrong_code" });
    const page = await ends(id, "declined");
    must(page.three_ds[0].trans_status === "N", JSON.stringify(page.three_ds));
  });

  for (const [number, lifecycle, status, liability] of [
    ["4000000000920019", "captured", "Y", "issuer"],
    ["4000000000920035", "declined", "N", ""],
    ["4000000000920043", "captured", "U", "merchant"],
    ["4000000000920050", "declined", "R", ""],
    ["4000000000920068", "captured", "A", "issuer"],
  ])
    check(`3-D Secure without a challenge: ${status}`, async () => {
      const id = await start({ paymentMethodInput: card(number) });
      await until(id, (row) => row.lifecycle === lifecycle || row.lifecycle === "action");
      const { payment } = await detail(id);
      if (payment.lifecycle === "action") await identify(payment.action.url);
      await ends(id, lifecycle);
      const page = await detail(id);
      must(page.three_ds[0]?.trans_status === status, JSON.stringify(page.three_ds));
      if (liability) must(page.three_ds[0].liability === liability, JSON.stringify(page.three_ds));
    });

  check("who presses cancel was not declined", async () => {
    const { id, action } = await waiting({ paymentMethodInput: card("4000000000920027") });
    await identify(action.url);
    await act(action.url, { act: "cancel" });
    const page = await ends(id, "canceled");
    must(page.payment.decline_reason === "canceled_by_customer", page.payment.decline_reason);
    must((await api.get(`/v1/transactions/${id}`)).body.status === "CANCELED", "status");
  });

  check("no customer, no challenge: the card is declined", async () => {
    const id = await start({
      paymentMethodInput: card("4000000000920027"),
      returnUrl: undefined,
      successUrl: undefined,
    });
    const page = await ends(id, "declined");
    must(page.payment.decline_reason === "sca_required", page.payment.decline_reason);
  });

  for (const method of ["wallet", "bnpl"])
    check(`${method}: the customer approves on the page`, async () => {
      const { id, action } = await waiting({ paymentMethod: method });
      must(action.type === "redirect" && action.url, JSON.stringify(action));
      await act(action.url, { act: "approve" });
      await ends(id, "captured");
    });

  check("canceled by the shop: the customer who goes leaves nothing behind", async () => {
    const { id, action } = await waiting({ paymentMethod: "wallet" });
    const canceled = await api.post(`/v1/transactions/${id}/cancel`, { reason: "sold out" });
    must(canceled.body.status === "CANCELED" && canceled.body.url !== action.url, canceled.text);
    await act(action.url, { act: "decline" });
    const page = await detail(id);
    must(page.payment.lifecycle === "canceled", page.payment.lifecycle);
  });

  check("canceled by the shop: the customer who pays is booked, and a case says so", async () => {
    const { id, action } = await waiting({ paymentMethod: "wallet" });
    const canceled = await api.post(`/v1/transactions/${id}/cancel`);
    must(canceled.status === 200, canceled.text);
    await act(action.url, { act: "approve" });
    const page = await ends(id, "captured");
    const words = page.history.filter((one) => one.subject_kind === "payment").map(({ to }) => to);
    must(words.slice(-2).join() === "canceled,captured", words.join());
    const cases = await office.get(`/api/exceptions?payment_id=${id}`);
    must(cases.body.rows[0]?.kind === "late_success", cases.text);
    const again = await api.post(`/v1/transactions/${id}/cancel`);
    must(again.status === 422 && again.body.error.code === "not_cancelable", again.text);
  });

  check("wallet: the customer declines", async () => {
    const { id, action } = await waiting({ paymentMethod: "wallet" });
    await act(action.url, { act: "decline" });
    await ends(id, "declined");
  });

  for (const [amount, what] of [
    [1010, "in full"],
    [1002, "short"],
    [1003, "over"],
  ])
    check(`bank transfer paid ${what}`, async () => {
      const id = await start({ paymentMethod: "bank_transfer", amount });
      const page = await ends(id, "captured");
      const expected = { "in full": 1010, short: 902, over: 1003 }[what];
      must(page.payment.captured_minor === expected, JSON.stringify(page.payment));
      if (what !== "in full") must(page.operations[0].received_minor !== null, "not received");
      const over = page.ledger_entries.some((one) => one.account === "customer_unallocated");
      must(over === (what === "over"), "the surplus is booked wrongly");
    });

  check("crypto: an address to pay to, then paid", async () => {
    const id = await start({ paymentMethod: "crypto", amount: 1020 });
    const page = await ends(id, "captured");
    must(page.payment.captured_minor === 1020, JSON.stringify(page.payment));
  });
}

/** Moves the acquirer's clock, so it runs after everything else. */
export function checkAbandoned(world) {
  const { api, book, check } = world;
  const { waiting, ends } = payers(world);
  check("nobody comes: the payment expires", async () => {
    const { id } = await waiting({ paymentMethod: "wallet" });
    await book.advance(20 * 60_000 + 3_600_000);
    const page = await ends(id, "expired");
    must(page.payment.decline_reason === "action_expired", page.payment.decline_reason);
    must((await api.get(`/v1/transactions/${id}`)).body.status === "EXPIRED", "status");
  });
}
