// Walks the routes of fee plans: what the calculator says is what a payment is charged, a new
// version leaves earlier payments alone, two editors never overwrite each other, a merchant is
// given another plan, and by policy a price changes only when another person agrees. Then the ends
// of merchants, and kinds of payment that are off.
import { signInFirstTime } from "./people.mjs";

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};
const same = (found, wanted) => {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
};
const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });
const plans = "/api/fee_plans";

const content = (more) => ({
  name: "Blended",
  sale: { percent_ppm: 14_000, parts: [{ currency: "EUR", fixed_minor: 25 }] },
  refund: { percent_ppm: 0, parts: [] },
  payout: { percent_ppm: 0, parts: [] },
  on_refund: "keep",
  rounding: "half_up",
  reserve_ppm: 0,
  reserve_days: 0,
  settle_days: 2,
  ...more,
});

export async function walkFees(world) {
  const { office, check } = world;
  const merchant = await shop(world, "Fees shop", ["EUR"]);
  const plan = await walkVersions(world, merchant);
  await walkCharges(world, merchant, plan);
  await walkApproval(world, merchant, plan);
  await walkEnds(world);
  await check("kinds of payment that are off are refused, and at least one stays on", async () => {
    const one = expect(await office.get(`/api/merchants/${merchant.merchant_id}`), 200);
    same(one.methods, ["card", "bank_transfer", "wallet", "bnpl", "crypto"]);
    const put = (methods, version) =>
      office.patch(`/api/merchants/${merchant.merchant_id}`, { version, methods });
    expect(await put([], one.version), 422, "missing_value");
    expect(await put(["cheque"], one.version), 422, "unknown_value");
    const changed = expect(await put(["wallet"], one.version), 200);
    same(changed.methods, ["wallet"]);
    const refused = await sell(world, merchant, 1_000);
    same(expect(refused, 422, "payment_method_not_allowed").details, { method: "card" });
    expect(await put(["card", "wallet"], changed.version), 200);
    expect(await sell(world, merchant, 1_000), 201);
  });
}

async function shop({ office, merchant }, name, currencies) {
  const body = {
    company_id: merchant.company_id,
    name,
    settlement_currency: "EUR",
    allowed_currencies: currencies,
  };
  return expect(await office.post("/api/merchants", body, fresh()), 201);
}

const sell = ({ office }, { merchant_id }, amount_minor) =>
  office.post(
    `/api/merchants/${merchant_id}/test_payments`,
    { amount_minor, currency: "EUR" },
    fresh(),
  );

/** The fee of a payment once it is captured. */
async function charged(world, payment_id) {
  for (let tries = 0; tries < 400; ++tries) {
    const { body } = await world.office.get(`/api/payments/${payment_id}`);
    if (body.payment.lifecycle === "captured") return body.payment.fee_minor;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("the payment was not captured");
}

async function walkVersions({ office, check }, merchant) {
  let plan;
  await check("a plan is made once, saved in versions and never overwritten", async () => {
    const key = fresh();
    const body = { ...content(), company_id: merchant.company_id };
    plan = expect(await office.post(plans, body, key), 201);
    const again = expect(await office.post(plans, body, key), 201);
    if (again.fee_plan_id !== plan.fee_plan_id) throw new Error("made twice");
    const one = `${plans}/${plan.fee_plan_id}`;
    const next = { ...content({ settle_days: 3 }), version: 1 };
    expect(
      await office.post(`${one}/versions`, { ...content(), version: 1 }),
      422,
      "nothing_changed",
    );
    plan = expect(await office.post(`${one}/versions`, next), 201);
    same([plan.version, plan.version_in_force, plan.versions.length], [2, 2, 2]);
    expect(await office.post(`${one}/versions`, next), 409, "version_changed");
    const wrong = content();
    wrong.sale.parts.push({ currency: "EUR", fixed_minor: 1, min_minor: 5, max_minor: 4 });
    const refused = expect(await office.post(`${one}/versions`, { ...wrong, version: 2 }), 422);
    same(refused.field, "sale.parts.1.max_minor");
    const far = content({ valid_from: Date.now() + 400 * 86_400_000 });
    expect(await office.post(`${one}/versions`, { ...far, version: 2 }), 422, "out_of_range");
    const listed = expect(await office.get(plans), 200).rows;
    same(listed[0].company_id, null);
    if (!listed.some((row) => row.fee_plan_id === plan.fee_plan_id)) throw new Error("not listed");
    expect(await office.get(`${plans}/fp_c000000000000000000000000`), 404);
  });

  await check("a merchant is told what a plan lacks before it pays it", async () => {
    const two = await shop({ office, merchant }, "Two currencies", ["EUR", "JPY"]);
    const target = `/api/merchants/${two.merchant_id}/fee_plan`;
    const body = { version: two.version, fee_plan_id: plan.fee_plan_id };
    const told = expect(await office.request("PUT", target, body), 422, "missing_currencies");
    same(told.details, { currencies: "JPY" });
    const compared = expect(
      await office.post("/api/fee_comparisons", {
        merchant_id: two.merchant_id,
        fee_plan_id: plan.fee_plan_id,
      }),
      200,
    );
    same(compared.missing_currencies, ["JPY"]);
    const accepted = { ...body, accepts_missing_currencies: true };
    expect(await office.request("PUT", target, accepted), 200);
    expect(await office.request("PUT", target, accepted), 409, "version_changed");
    const mine = { version: merchant.version, fee_plan_id: plan.fee_plan_id };
    const own = `/api/merchants/${merchant.merchant_id}/fee_plan`;
    expect(await office.request("PUT", own, mine), 200);
    const read = expect(await office.get(`${plans}/${plan.fee_plan_id}`), 200);
    same(
      read.payers.map(({ name }) => name),
      ["Fees shop", "Two currencies"],
    );
  });
  return plan;
}

async function walkCharges(world, merchant, plan) {
  const { office, check } = world;
  const one = `${plans}/${plan.fee_plan_id}`;
  await check(
    "a payment costs what the calculator says; earlier ones stay as they were",
    async () => {
      const ask = async (draft, amount_minor, more) =>
        expect(
          await office.post("/api/fee_calculations", {
            ...{ plan: draft, trigger: "sale", amount_minor, currency: "EUR" },
            ...more,
          }),
          200,
        );
      const before = expect(await sell(world, merchant, 4_999), 201);
      const first = await ask(content(), 4_999);
      same([first.lines[0].exact, first.fee_minor], ["69.986", 95]);
      same(await charged(world, before.payment_id), 95);
      const draft = content({
        sale: {
          percent_ppm: 29_000,
          parts: [{ currency: "EUR", fixed_minor: 30, min_minor: 50, max_minor: 100 }],
        },
        reserve_ppm: 100_000,
        reserve_days: 30,
      });
      const yen = await ask(draft, 1_250, { currency: "JPY" });
      same([yen.lines[0].exact, yen.fee_minor, yen.is_missing], ["36.25", 36, true]);
      expect(await office.post(`${one}/versions`, { ...draft, version: 2 }), 201);
      for (const [amount, fee, bound] of [
        [100, 50, "min"],
        [1_000, 59, "none"],
        [4_999, 100, "max"],
      ]) {
        const told = await ask(draft, amount);
        same([told.fee_minor, told.lines[0].bound], [fee, bound]);
        const sold = expect(await sell(world, merchant, amount), 201);
        same(await charged(world, sold.payment_id), fee);
      }
      same(await charged(world, before.payment_id), 95);
    },
  );

  await check("a plan is compared over what was really charged", async () => {
    const draft = content({ sale: { percent_ppm: 10_000, parts: [] } });
    const body = { plan: draft, fee_plan_id: plan.fee_plan_id };
    const made = expect(await office.post("/api/fee_comparisons", body), 200);
    same(made.rows, [
      {
        trigger: "sale",
        currency: "EUR",
        operations: 4,
        volume_minor: 11_098,
        charged_minor: 304,
        would_charge_minor: 50 + 1 + 10 + 50,
      },
    ]);
    same([made.payments, made.merchants, made.is_complete], [4, 2, true]);
    expect(await office.post("/api/fee_comparisons", {}), 422, "missing_member");
  });
}

async function walkApproval({ office, installation, OfficeClient, record, check }, merchant, plan) {
  const one = `${plans}/${plan.fee_plan_id}`;
  await check("by policy a price changes only when another person agrees", async () => {
    const made = expect(
      await office.post("/api/users", {
        email: "fee-decider@bursar.example",
        name: "Fee decider",
        role_key: "owner",
        scope_kind: "company",
        company_id: merchant.company_id,
      }),
      201,
    );
    const decider = new OfficeClient(installation.office, record);
    await signInFirstTime(decider, "fee-decider@bursar.example", made.temporary_password);
    const terms = {
      ...{ kind: "fee_change", name: "Prices", approvers: 1 },
      ...{ scope_kind: "company", company_id: merchant.company_id },
    };
    const policy = expect(await office.post("/api/approval_policies", terms), 201);
    const draft = content({ sale: { percent_ppm: 20_000, parts: [] } });
    const asked = { ...draft, version: 3 };
    const held = expect(await office.post(`${one}/versions`, asked), 202).approval;
    same(expect(await office.get(one), 200).version, 3);
    const page = expect(await decider.get(`/api/approvals/${held.approval_id}`), 200);
    const change = (name) => page.changes.find((row) => row.name === name);
    same([change("price:sale").before, change("price:sale").after], ["2.9%", "2%"]);
    const month = change("fee_month:sale EUR");
    same([month.kind, month.before, month.after], ["money", String(100 + 50 + 59 + 100), "222"]);
    const act = `/api/approvals/${held.approval_id}`;
    const { content_hash } = page;
    expect(await office.post(`${act}/approve`, { content_hash }), 422, "own_request");
    expect(await decider.post(`${act}/approve`, { content_hash }), 200);
    const saved = expect(await office.get(one), 200);
    same([saved.version, saved.versions[0].sale.percent_ppm], [4, 20_000]);
    same(saved.versions[0].saved_by, office.email ?? saved.versions[0].saved_by);

    const next = { ...content({ settle_days: 9 }), version: 4 };
    const frozen = expect(await office.post(`${one}/versions`, next), 202).approval;
    const give = { version: 0, fee_plan_id: plan.fee_plan_id };
    const three = await shop({ office, merchant }, "Held shop", ["EUR"]);
    const target = `/api/merchants/${three.merchant_id}/fee_plan`;
    const given = await office.request("PUT", target, { ...give, version: three.version });
    const assignment = expect(given, 202).approval;
    expect(
      await office.delete(`/api/approval_policies/${policy.policy_id}?version=${policy.version}`),
      204,
    );
    expect(
      await office.post(`${one}/versions`, { ...content({ settle_days: 8 }), version: 4 }),
      201,
    );
    for (const { approval_id } of [frozen, assignment]) {
      const read = expect(await decider.get(`/api/approvals/${approval_id}`), 200);
      const body = { content_hash: read.content_hash };
      expect(await decider.post(`/api/approvals/${approval_id}/approve`, body), 409);
    }
    same(expect(await office.get(one), 200).versions[0].settle_days, 8);
  });
}

async function walkEnds(world) {
  const { office, check } = world;
  await check("a merchant that did nothing is deleted with what hangs on it", async () => {
    const empty = await shop(world, "Made by mistake", ["EUR"]);
    const one = `/api/merchants/${empty.merchant_id}`;
    const key = { label: "L", scopes: ["transactions:read"] };
    expect(await office.post(`${one}/api_keys`, key, fresh()), 201);
    expect(await office.delete(`${one}?version=9`), 409, "version_changed");
    expect(await office.delete(`${one}?version=${empty.version}`), 204);
    expect(await office.get(one), 404);
    const trail = expect(
      await office.get(`/api/audit_entries?subject_id=${empty.merchant_id}`),
      200,
    );
    const entry = trail.rows.find((row) => row.action === "delete_merchant");
    if (entry?.reason !== "with 1 API key") throw new Error(JSON.stringify(trail.rows[0]));
  });
  await check("a merchant with payments is archived: out of the list, all of it kept", async () => {
    const used = await shop(world, "Worn out", ["EUR"]);
    const one = `/api/merchants/${used.merchant_id}`;
    const sold = expect(await sell(world, used, 500), 201);
    const refused = await office.delete(`${one}?version=${used.version}`);
    same(expect(refused, 422, "merchant_has_history").details, { what: "payments" });
    const gone = expect(await office.post(`${one}/archive`, { version: used.version }), 200);
    same(gone.state, "closed");
    if (!gone.archived_at) throw new Error("not archived");
    expect(await office.post(`${one}/archive`, { version: 1 }), 200);
    const named = async (query) =>
      expect(await office.get(`/api/merchants?search=worn${query}`), 200).rows.length;
    same([await named(""), await named("&archived=true")], [0, 1]);
    expect(await office.get(`/api/payments/${sold.payment_id}`), 200);
    expect(await office.get(`${one}/balances`), 200);
    expect(await sell(world, used, 500), 422, "merchant_inactive");
  });
}
