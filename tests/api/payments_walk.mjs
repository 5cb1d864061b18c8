// Walks the operations of payments through the office API: a hold with each of its second steps,
// and a payout that finds no money. That payouts succeed is shown in tests/storm.
const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};
const key = () => ({ "Idempotency-Key": crypto.randomUUID() });

export async function walkPayments({ office, merchant, check }) {
  const lifecycle = async (id) =>
    expect(await office.get(`/api/payments/${id}`), 200).payment.lifecycle;
  const reaches = async (id, done) => {
    for (let tries = 0; !(await done(await lifecycle(id))); ++tries) {
      if (tries === 100) throw new Error(`${id} is still ${await lifecycle(id)}`);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  };
  await check("a hold is raised, let go in part, captured; each step has its answer", async () => {
    const base = `/api/merchants/${merchant.merchant_id}`;
    const made = expect(
      await office.post(
        `${base}/payments`,
        {
          amount_minor: 1000,
          currency: "USD",
          capture_mode: "manual",
          moto: true,
          card: { number: "4000 0000 0090 0003", expiry_month: "12", expiry_year: "30" },
        },
        key(),
      ),
      201,
    );
    const id = made.payment_id;
    await reaches(id, (state) => state === "authorized");
    const step = async (name, body) => {
      const settled = async () =>
        expect(await office.get(`/api/payments/${id}`), 200).payment.step_open === false;
      expect(await office.post(`/api/payments/${id}/${name}`, body, key()), 201);
      await reaches(id, settled);
    };
    await step("increments", { amount_minor: 500 });
    await step("voids", { amount_minor: 200 });
    await step("captures", {});
    await reaches(id, (state) => state === "captured");
    const page = expect(await office.get(`/api/payments/${id}`), 200);
    if (page.payment.captured_minor !== 1300 || page.payment.voided_minor !== 200)
      throw new Error(JSON.stringify(page.payment));
    const listed = expect(await office.get("/api/payments?kind=purchase&limit=5"), 200);
    if (!listed.rows.some((row) => row.payment_id === id)) throw new Error("not in the list");
    expect(await office.get("/api/payments?kind=gift"), 422, "invalid_parameter");
  });
  await check("a payout asks for a code of its own", async () => {
    const body = { amount_minor: 100, currency: "USD", iban: "DE89370400440532013000" };
    const target = `/api/merchants/${merchant.merchant_id}/payouts`;
    expect(await office.post(target, body, key()), 422, "missing");
    expect(await office.post(target, { ...body, holder: "Ada" }, key()), 403, "step_up_required");
  });
}
