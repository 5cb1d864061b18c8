// Walks the whole office once as an administrator, good and bad requests alike, so that every
// operation
// has been seen answering and every answer has been checked against its schema.

import { totp } from "../lib/totp.mjs";

const uuid = () => crypto.randomUUID();

/** Returns the world it made: clients, ids, and what the other checks need. */
export async function walkOffice({
  installation,
  OfficeClient,
  MerchantClient,
  sampleSale,
  check,
  record,
}) {
  const world = {};
  await check("set-up is open and says only that", async () => {
    const anonymous = new OfficeClient(installation.office, record);
    const answer = await anonymous.get("/api/setup");
    if (answer.body.is_open !== true) throw new Error(answer.text);
  });
  await check("signed out is 401", async () => {
    const answer = await new OfficeClient(installation.office, record).get("/api/session");
    if (answer.status !== 401) throw new Error(`${answer.status}`);
  });
  world.office = await installation.signUp(record);
  Object.assign(world, await installation.createMerchant(world.office));
  const { office, merchant, api } = world;

  await check("a set-up link works once", async () => {
    const again = await new OfficeClient(installation.office, record).post("/api/setup", {
      token: installation.setupToken,
      email: "b@bursar.example",
      name: "B",
      password: "another long password here",
    });
    if (again.status < 400) throw new Error(`${again.status}`);
  });

  await check("a sale reaches SUCCESS and its page explains it", async () => {
    const sale = await api.post(
      "/v1/payment/sale",
      sampleSale(merchant.merchant_id, `walk-${uuid()}`),
    );
    if (sale.status !== 201) throw new Error(sale.text);
    world.paymentId = sale.body.transaction.id;
    await api.until(world.paymentId, (one) => one.status === "SUCCESS");
    const detail = (await office.get(`/api/payments/${world.paymentId}`)).body;
    const total = (side) =>
      detail.ledger_entries
        .filter((one) => one.side === side)
        .reduce((sum, one) => sum + one.amount_minor, 0);
    if (detail.ledger_entries.length < 4 || total("debit") !== total("credit"))
      throw new Error("the ledger lines do not balance");
    if (detail.history.length < 3 || detail.attempts.length !== 1)
      throw new Error("steps are missing");
  });

  await check("refunds: part, repeat with the same key, other body, too much", async () => {
    const key = uuid();
    const target = `/api/payments/${world.paymentId}/refunds`;
    const first = await office.post(
      target,
      { amount_minor: 300, reason: "returned" },
      { "Idempotency-Key": key },
    );
    if (first.status !== 201) throw new Error(first.text);
    const repeat = await office.post(
      target,
      { amount_minor: 300, reason: "returned" },
      { "Idempotency-Key": key },
    );
    if (
      repeat.status !== 201 ||
      repeat.body.operation.operation_id !== first.body.operation.operation_id
    )
      throw new Error(repeat.text);
    const other = await office.post(target, { amount_minor: 301 }, { "Idempotency-Key": key });
    if (other.status !== 409) throw new Error(`another body under the key: ${other.status}`);
    const much = await office.post(target, { amount_minor: 701 }, { "Idempotency-Key": uuid() });
    if (much.status !== 422 || much.body.code !== "amount_exceeds_refundable")
      throw new Error(much.text);
    const without = await office.post(target, { amount_minor: 1 });
    if (without.status < 400) throw new Error("a refund without Idempotency-Key was accepted");
    await api.until(world.paymentId, (one) => one.refundedAmount === 300);
  });

  await check("bad input names its field", async () => {
    const cases = [
      [`/api/payments/${world.paymentId}/refunds`, { amount_minor: 0 }, "amount_minor"],
      [`/api/payments/${world.paymentId}/refunds`, { amount_minor: 1.5 }, "amount_minor"],
      [`/api/payments/${world.paymentId}/refunds`, { amount: 1 }, "amount"],
      ["/api/companies", { name: "", country: "DE", default_currency: "EUR" }, "name"],
      ["/api/companies", { name: "A", country: "Germany", default_currency: "EUR" }, "country"],
      [
        "/api/merchants",
        { company_id: world.company.company_id, name: "A", settlement_currency: "XXQ" },
        "settlement_currency",
      ],
    ];
    for (const [target, body, field] of cases) {
      const answer = await office.post(target, body, { "Idempotency-Key": uuid() });
      if (answer.status !== 422 || answer.body.field !== field)
        throw new Error(`${target} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
    }
    const broken = await office.post("/api/companies", '{"name":', { "Idempotency-Key": uuid() });
    if (broken.status !== 400 || broken.body.code !== "malformed_json")
      throw new Error(broken.text);
  });

  await check("a company and a merchant are made once per idempotency key", async () => {
    const count = async () => (await office.get("/api/companies")).body.rows.length;
    const before = await count();
    const body = { name: "Once Only", country: "DE", default_currency: "EUR" };
    const key = { "Idempotency-Key": uuid() };
    const made = await Promise.all(
      Array.from({ length: 8 }, () => office.post("/api/companies", body, key)),
    );
    const ids = new Set(made.map((one) => one.body.company_id));
    if (made.some((one) => one.status !== 201) || ids.size !== 1)
      throw new Error(made.map((one) => one.text).join());
    const fresh = made.filter((one) => !one.headers.get("idempotent-replayed"));
    if (fresh.length !== 1) throw new Error(`${fresh.length} answers claim to be the first`);
    if ((await count()) !== before + 1) throw new Error("another company appeared");
    const other = await office.post("/api/companies", { ...body, name: "Other" }, key);
    if (other.status !== 409 || other.body.code !== "idempotency_key_reused")
      throw new Error(other.text);
    const merchantBody = { company_id: [...ids][0], name: "Shop", settlement_currency: "EUR" };
    const crossed = await office.post("/api/merchants", merchantBody, key);
    if (crossed.status !== 409) throw new Error(`across operations: ${crossed.text}`);
    const second = { "Idempotency-Key": uuid() };
    const [first, again] = [
      await office.post("/api/merchants", merchantBody, second),
      await office.post("/api/merchants", merchantBody, second),
    ];
    if (first.status !== 201 || again.text !== first.text) throw new Error(again.text);
    for (const target of ["/api/companies", "/api/merchants"]) {
      const without = await office.post(target, {});
      if (without.status !== 422 || without.body.code !== "idempotency_key_required")
        throw new Error(`${target} without a key: ${without.text}`);
    }
  });

  await check("lists filter, page and refuse unknown parameters", async () => {
    for (let i = 0; i < 3; ++i)
      await api.post("/v1/payment/sale", sampleSale(merchant.merchant_id, `list-${i}-${uuid()}`));
    const page = (await office.get("/api/payments?limit=2")).body;
    if (page.rows.length !== 2 || !page.has_older)
      throw new Error(JSON.stringify(page).slice(0, 300));
    const older = (await office.get(`/api/payments?limit=2&before=${page.rows[1].payment_id}`))
      .body;
    if (older.rows.some((row) => page.rows.some((one) => one.payment_id === row.payment_id)))
      throw new Error("pages overlap");
    const back = (await office.get(`/api/payments?limit=2&after=${older.rows[0].payment_id}`)).body;
    if (
      back.rows.map((row) => row.payment_id).join() !==
      page.rows.map((row) => row.payment_id).join()
    )
      throw new Error("the way back differs");
    for (const query of [
      `merchant_id=${merchant.merchant_id}`,
      "currency=USD",
      "lifecycle=captured,processing",
      "in_doubt=false",
      "amount_min_minor=1000&amount_max_minor=1000",
      `search=${page.rows[0].external_id}`,
      "refund_state=none",
      "method=card",
      `created_from_at=${Date.now() - 60_000}`,
    ]) {
      const answer = await office.get(`/api/payments?${query}`);
      if (answer.status !== 200) throw new Error(`${query}: ${answer.text}`);
    }
    for (const query of [
      "limit=0",
      "limit=201",
      "nonsense=1",
      "lifecycle=settled",
      "in_doubt=maybe",
      "before=tx_1",
    ]) {
      const answer = await office.get(`/api/payments?${query}`);
      if (answer.status !== 422) throw new Error(`${query}: ${answer.status}`);
    }
  });

  await check("merchants: change, stale version, balances, test payment", async () => {
    const target = `/api/merchants/${merchant.merchant_id}`;
    const changed = await office.patch(target, {
      version: merchant.version,
      statement_descriptor: "FIRST SHOP",
    });
    if (changed.status !== 200 || changed.body.statement_descriptor !== "FIRST SHOP")
      throw new Error(changed.text);
    const stale = await office.patch(target, { version: merchant.version, name: "Other" });
    if (stale.status !== 409 || stale.body.code !== "version_changed") throw new Error(stale.text);
    const balances = await office.get(`${target}/balances`);
    if (!balances.body.rows.some((row) => row.account === "merchant_pending"))
      throw new Error(balances.text);
    const test = await office.post(
      `${target}/test_payments`,
      { amount_minor: 1250, currency: "EUR" },
      { "Idempotency-Key": uuid() },
    );
    if (test.status !== 201) throw new Error(test.text);
    for (const read of [
      "/api/merchants?limit=1",
      "/api/merchants?search=first",
      "/api/companies",
      target,
    ]) {
      const answer = await office.get(read);
      if (answer.status !== 200) throw new Error(`${read}: ${answer.text}`);
    }
  });

  await check("dashboard, health, reference, contract and liveness answer", async () => {
    for (const target of [
      "/api/dashboard?range=today",
      "/api/dashboard?range=7d&time_zone_offset_min=-300",
      `/api/dashboard?range=30d&merchant_id=${merchant.merchant_id}`,
      "/api/system/health",
      "/api/reference",
      "/api/decline_reasons",
      "/api/openapi.json",
      "/healthz",
      "/docs/api",
      "/docs/api/reference.css",
    ]) {
      const answer = await office.get(target);
      if (answer.status !== 200) throw new Error(`${target}: ${answer.status} ${answer.text}`);
    }
    const bad = await office.get("/api/dashboard?range=year");
    if (bad.status !== 422 || bad.body.field !== "range") throw new Error(bad.text);
  });

  await check("API keys: list, rotate with overlap, revoke at once", async () => {
    const target = `/api/merchants/${merchant.merchant_id}/api_keys`;
    const listed = await office.get(target);
    if (listed.status !== 200 || listed.text.includes(world.key.plain_text))
      throw new Error("the list shows a secret");
    const made = await office.mustPost(target, { label: "second", scopes: ["transactions:read"] });
    const id = made.api_key.api_key_id;
    const rotated = await office.mustPost(`${target}/${id}/rotation`, { overlap_s: 60 });
    const rotatedOut = new MerchantClient(installation.api, made.plain_text);
    const fresh = new MerchantClient(installation.api, rotated.plain_text);
    for (const client of [rotatedOut, fresh])
      if ((await client.get("/v1/transactions?limit=1")).status !== 200)
        throw new Error("a key of the overlap fails");
    const revoked = await office.delete(`${target}/${id}`);
    if (revoked.status >= 300) throw new Error(revoked.text);
    if ((await rotatedOut.get("/v1/transactions?limit=1")).status !== 401)
      throw new Error("a revoked key still works");
  });

  await check(
    "people: made by the administrator, first sign-in, every stage, sessions ended",
    async () => {
      const made = await office.post("/api/users", {
        email: "walker@bursar.example",
        name: "Wal Ker",
        role_key: "viewer",
        scope_kind: "installation",
      });
      if (made.status !== 201) throw new Error(made.text);
      const listed = await office.get("/api/users");
      if (listed.status !== 200 || listed.text.includes(made.body.temporary_password))
        throw new Error(listed.text);
      const person = new OfficeClient(installation.office, record);
      const first = await person.post("/api/session", {
        email: "walker@bursar.example",
        password: made.body.temporary_password,
      });
      if (first.body?.stage !== "must_change_password") throw new Error(first.text);
      if ((await person.get("/api/payments")).status !== 401)
        throw new Error("a half-signed-in session reads payments");
      await person.mustPost("/api/session/password", {
        current_password: made.body.temporary_password,
        new_password: "walking the whole office",
      });
      const enrolment = await person.mustPost("/api/session/totp/enrolment", {});
      const done = await person.mustPost("/api/session/totp/confirmation", {
        code: totp(enrolment.secret),
      });
      if (done.recovery_codes.length !== 10) throw new Error("recovery codes");
      await person.get("/api/session");
      const again = { password: "walking the whole office" };
      const byPassword = await person.post("/api/session/confirmation", again);
      if (byPassword.body?.code !== "factor_required") throw new Error(byPassword.text);

      const second = new OfficeClient(installation.office, record);
      const stage = await second.post("/api/session", {
        email: "walker@bursar.example",
        password: "walking the whole office",
      });
      if (stage.body?.stage !== "must_verify_totp") throw new Error(stage.text);
      const replay = await second.post("/api/session/totp", { code: totp(enrolment.secret) });
      if (replay.status < 400) throw new Error("a used code works again");
      const verified = await second.mustPost("/api/session/totp", { code: done.recovery_codes[0] });
      if (verified.stage !== "must_enrol_totp")
        throw new Error("a recovery code does not force a new enrolment");
      const fresh = await second.mustPost("/api/session/totp/enrolment", {});
      await second.mustPost("/api/session/totp/confirmation", { code: totp(fresh.secret) });
      await second.get("/api/session");
      if ((await person.get("/api/session")).status !== 401)
        throw new Error("a new factor left another session alive");
      const sessions = await second.get("/api/sessions");
      if (sessions.status !== 200 || sessions.body.rows.length !== 1)
        throw new Error(sessions.text);
      if ((await second.delete(`/api/sessions/${sessions.body.rows[0].session_id}`)).status >= 300)
        throw new Error("not ended");
      if ((await second.get("/api/session")).status !== 401)
        throw new Error("an ended session lives on");

      const third = new OfficeClient(installation.office, record);
      await third.mustPost("/api/session", {
        email: "walker@bursar.example",
        password: "walking the whole office",
      });
      const out = await third.delete("/api/session");
      if (out.status >= 300 || !out.headers.get("clear-site-data"))
        throw new Error(`${out.status} ${out.text}`);
      if ((await third.get("/api/session")).status !== 401) throw new Error("signed out, yet in");
    },
  );
  await check("wrong passwords all look alike", async () => {
    const attempt = async (email) => {
      const answer = await new OfficeClient(installation.office, record).post("/api/session", {
        email,
        password: "certainly not this one",
      });
      return `${answer.status} ${answer.text.replace(/rq_\w+/, "")}`;
    };
    if ((await attempt("admin@bursar.example")) !== (await attempt("nobody@bursar.example")))
      throw new Error("they differ");
  });

  await check("the live feed continues without a gap", () =>
    followLive({ installation, office, api, merchant, sampleSale }),
  );
  return world;
}

/** Reads frames of the live feed until `enough(frames)`; gives up after some seconds. */
async function readFrames(installation, office, headers, enough, act = async () => {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 10_000);
  const cookie = [...office.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(`${installation.office}/api/live`, {
    headers: {
      Cookie: cookie,
      "Sec-Fetch-Site": "same-origin",
      Accept: "text/event-stream",
      ...headers,
    },
    signal: stop.signal,
  });
  if (response.status !== 200) throw new Error(`live answered ${response.status}`);
  const acting = act();
  const frames = [];
  let text = "";
  try {
    for await (const bytes of response.body) {
      text += Buffer.from(bytes).toString("utf8");
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const lines = text.slice(0, end).split("\n");
        text = text.slice(end + 2);
        const field = (name) =>
          lines
            .find((line) => line.startsWith(`${name}:`))
            ?.slice(name.length + 1)
            .trim();
        if (field("id") && field("data"))
          frames.push({
            id: Number(field("id")),
            event: field("event"),
            data: JSON.parse(field("data")),
          });
      }
      if (enough(frames)) break;
    }
  } finally {
    clearTimeout(timer);
    stop.abort();
    await acting;
  }
  return frames;
}

async function followLive({ installation, office, api, merchant, sampleSale }) {
  const make = async (count) => {
    for (let i = 0; i < count; ++i)
      await api.post(
        "/v1/payment/sale",
        sampleSale(merchant.merchant_id, `live-${crypto.randomUUID()}`),
      );
  };
  const first = await readFrames(
    installation,
    office,
    {},
    (frames) => frames.length >= 4,
    () => make(3),
  );
  await make(3);
  const last = first.at(-1).id;
  const second = await readFrames(
    installation,
    office,
    { "Last-Event-ID": String(last) },
    (frames) => frames.length >= 6,
  );
  const ids = [...first, ...second].map((frame) => frame.id);
  for (let i = 1; i < ids.length; ++i)
    if (ids[i] !== ids[i - 1] + 1) throw new Error(`ids jump from ${ids[i - 1]} to ${ids[i]}`);
}
