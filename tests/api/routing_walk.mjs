// Walks the routes of routing: a profile is written, tried, activated and retired; conditions are
// read as text and as form; what cannot be read is told at its place; by policy, letting other
// rules decide takes two people.
const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};
const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });
const target = "/api/routing_profiles";

const cascade = {
  attempts_max: 2,
  time_budget_ms: 10_000,
  not_executed: "always",
  technical: "once",
  soft: "never",
  respects_scheme_caps: true,
};
const rule = (condition, accounts, more) => ({
  name: "Large ones",
  condition,
  strategy: "priority",
  targets: accounts.map((provider_account_id) => ({ provider_account_id, weight: 1 })),
  ...more,
});

export async function walkRouting({ office, merchant, check }) {
  const accounts = expect(await office.get("/api/providers"), 200).rows;
  const card = accounts.find((one) => one.methods.includes("card") && one.is_enabled);
  const trial = {
    merchant_id: merchant.merchant_id,
    method: "card",
    amount_minor: 60_000,
    currency: "EUR",
  };
  let profile;

  await check("a condition is read as text and as form", async () => {
    const text = 'payment.amount>=money("500.00","EUR")&&card.scheme in ["visa"]';
    const read = expect(await office.post("/api/routing_rules", { condition: text }), 200);
    if (read.condition !== 'payment.amount >= money("500.00", "EUR") && card.scheme in ["visa"]')
      throw new Error(read.condition);
    const back = expect(await office.post("/api/routing_rules", { form: read.form }), 200);
    if (back.condition !== read.condition) throw new Error("the form is another rule");
    const wrong = await office.post("/api/routing_rules", { condition: "true &&\n payment.amout" });
    const { field, details } = expect(wrong, 422, "unknown_field");
    if (field !== "condition" || details.line !== "2" || details.column !== "2")
      throw new Error(JSON.stringify(details));
    expect(await office.post("/api/routing_rules", {}), 422, "one_view");
    const vocabulary = expect(await office.get("/api/routing_vocabulary"), 200);
    if (!vocabulary.fields.some((one) => one.name === "payment.amount"))
      throw new Error("no field is named");
  });

  await check("a profile is written, tried, activated and kept in versions", async () => {
    const key = fresh();
    const body = { name: "Shop's routing", merchant_id: merchant.merchant_id };
    profile = expect(await office.post(target, body, key), 201);
    const again = expect(await office.post(target, body, key), 201);
    if (again.routing_profile_id !== profile.routing_profile_id) throw new Error("made twice");
    expect(await office.post(target, body, fresh()), 409, "profile_exists");
    const one = `${target}/${profile.routing_profile_id}`;
    const content = { cascade, sticky: "customer" };
    const bad = {
      revision: 1,
      ...content,
      rules: [rule("payment.amount > 3", [card.provider_account_id])],
    };
    const refusal = expect(await office.patch(`${one}/draft`, bad), 422, "type_mismatch");
    if (refusal.field !== "rules.0.condition") throw new Error(refusal.field);
    const good = {
      revision: 1,
      ...content,
      rules: [rule('payment.amount > money("500.00", "EUR")', [card.provider_account_id])],
    };
    const draft = expect(await office.patch(`${one}/draft`, good), 200);
    expect(await office.patch(`${one}/draft`, good), 409, "version_changed");
    const version = { routing_profile_id: profile.routing_profile_id, version: 1 };
    const plan = expect(await office.post("/api/routing_trials", { ...trial, ...version }), 200);
    if (plan.rule !== "Large ones" || plan.accounts.length !== 1 || !plan.rules[0].holds)
      throw new Error(JSON.stringify(plan));
    const small = { ...trial, ...version, amount_minor: 100 };
    const fallback = expect(await office.post("/api/routing_trials", small), 200);
    if (fallback.reason !== "fallback" || fallback.rules[0].holds)
      throw new Error(JSON.stringify(fallback));
    const active = expect(await office.post(`${one}/activate`, { revision: draft.revision }), 200);
    if (active.active_version !== 1 || active.draft_version !== null)
      throw new Error(JSON.stringify(active));
    expect(await office.post(`${one}/activate`, { revision: 1 }), 422, "no_draft");
    const next = expect(await office.post(`${one}/draft`, { from_version: 1 }), 201);
    if (next.version !== 2 || next.rules.length !== 1) throw new Error(JSON.stringify(next));
    expect(await office.post(`${one}/draft`, {}), 409, "draft_exists");
    expect(await office.delete(`${one}/draft`), 200);
    expect(await office.get(`${one}/versions/1`), 200);
    expect(await office.get(`${one}/versions/9`), 404);
    expect(await office.get(one), 200);
    if (!expect(await office.get(target), 200).rows.length) throw new Error("nothing is listed");
    const taken = expect(await office.post("/api/routing_trials", trial), 200);
    if (taken.place !== "merchant" || taken.version !== 1) throw new Error(JSON.stringify(taken));
    const sold = expect(
      await office.post(
        `/api/merchants/${merchant.merchant_id}/test_payments`,
        { amount_minor: 60_000, currency: "EUR" },
        fresh(),
      ),
      201,
    );
    const way = expect(await office.get(`/api/payments/${sold.payment_id}/route`), 200).plan;
    if (way.rule !== "Large ones" || way.version !== 1 || way.accounts.length !== 1)
      throw new Error(JSON.stringify(way));
  });

  await check("the schemes' limits change in versions, and go back", async () => {
    const limits = "/api/retry_caps";
    const put = (body) => office.request("PUT", limits, body);
    const first = expect(await office.get(limits), 200);
    if (!first.is_shipped || first.rows.length === 0) throw new Error(JSON.stringify(first));
    const [one, ...others] = first.rows;
    const rows = [{ ...one, window_hours: 48, source: "our acquirer" }, ...others];
    const body = { version: first.version, rows, reason: "told by our acquirer" };
    const odd = { ...body, rows: [{ ...one, window_hours: 9_000 }] };
    const wrong = expect(await put(odd), 422, "out_of_range");
    if (wrong.field !== "rows.0.window_hours") throw new Error(wrong.field);
    const changed = expect(await put(body), 200);
    if (changed.is_shipped || changed.rows[0].window_hours !== 48 || changed.history.length !== 1)
      throw new Error(JSON.stringify(changed));
    expect(await put(body), 409, "version_changed");
    const told = expect(await office.get("/api/decline_reasons"), 200).retry_caps;
    if (told[0].window_hours !== 48) throw new Error(JSON.stringify(told));
    const back = { version: changed.version, reason: "a trial" };
    const reset = expect(await office.post(`${limits}/reset`, back), 200);
    if (!reset.is_shipped || reset.rows[0].window_hours !== one.window_hours)
      throw new Error(JSON.stringify(reset));
    const again = { version: reset.version, reason: "a trial" };
    expect(await office.post(`${limits}/reset`, again), 422, "nothing_changed");
    const known = { ...trial, card_id: "pt_1" };
    expect(await office.post("/api/routing_trials", known), 404);
  });

  await check("retiring a profile gives way to the wider place", async () => {
    const one = `${target}/${profile.routing_profile_id}`;
    expect(await office.post(`${one}/retire`), 200);
    expect(await office.post(`${one}/retire`), 422, "not_active");
    const plan = expect(await office.post("/api/routing_trials", trial), 200);
    if (plan.reason !== "no_profile" || plan.accounts.length === 0)
      throw new Error(JSON.stringify(plan));
  });
}
