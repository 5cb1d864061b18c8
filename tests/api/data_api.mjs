// The Data API over the wire, signed and checked by the package that merchants use: tokens made in
// the office, what they read, what is refused, and that an ended one never returns.
import { createRequire } from "node:module";
import { signInFirstTime } from "./people.mjs";

const { signer, Callback } = createRequire(import.meta.url)("ecommpay");
const uuid = () => crypto.randomUUID();
const fresh = () => ({ "Idempotency-Key": uuid() });

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};
const must = (condition, what) => {
  if (!condition) throw new Error(what);
};

/** One program of one person. */
class Program {
  constructor(base, { api_token, secret }) {
    Object.assign(this, { base, token: api_token.token, secret });
  }
  /** Posts; when the ration is used up, waits as long as the answer says. */
  async raw(path, body) {
    for (;;) {
      const response = await fetch(`${this.base}/v1/operations/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      const wait_s = Number(response.headers.get("retry-after"));
      if (response.status !== 429) return { status: response.status, text, body: JSON.parse(text) };
      await new Promise((resolve) => setTimeout(resolve, wait_s * 1000));
    }
  }
  signed(body) {
    const named = { token: this.token, ...body };
    return { ...named, signature: signer(named, this.secret) };
  }
  /** Asks, and has the package check the signature of the answer. */
  async ask(path, body = {}) {
    const answer = await this.raw(path, this.signed(body));
    if (answer.body.signature) {
      const callback = new Callback(this.secret, { ...answer.body });
      must(callback.isValid(), `the answer's signature is wrong: ${answer.text.slice(0, 200)}`);
    }
    return answer;
  }
}

/** Somebody with a role at one company, signed in. */
async function hire({ world, installation, OfficeClient, record }, role_key, place) {
  const email = `data-${uuid()}@bursar.example`;
  const made = await world.office.mustPost("/api/users", {
    email,
    name: "Data",
    role_key,
    ...place,
  });
  const client = new OfficeClient(installation.office, record);
  await signInFirstTime(client, email, made.temporary_password);
  return { client, user: made.user };
}

const tokens = "/api/account/api_tokens";

export async function checkDataApi(context) {
  const { world, installation, check, sampleSale, MerchantClient } = context;
  const shop = await installation.createMerchant(world.office, "Data Shop");
  const other = await installation.createMerchant(world.office, "Other Data Shop");
  const api = new MerchantClient(installation.api, shop.key.plain_text);
  const otherApi = new MerchantClient(installation.api, other.key.plain_text);
  const orders = [];
  for (let i = 0; i < 12; ++i) {
    const orderId = `data-${i}-${uuid()}`;
    const made = await api.post(
      "/v1/transactions",
      sampleSale(shop.merchant.merchant_id, orderId, { currency: "EUR" }),
    );
    must(made.status === 201, made.text);
    orders.push(orderId);
  }
  const foreign = `foreign-${uuid()}`;
  const theirs = await otherApi.post(
    "/v1/transactions",
    sampleSale(other.merchant.merchant_id, foreign, { currency: "EUR" }),
  );
  must(theirs.status === 201, theirs.text);
  const place = { scope_kind: "company", company_id: shop.merchant.company_id };
  const person = await hire(context, "owner", place);
  const made = {};

  await check("a token is made once per idempotency key, its secret shown once", async () => {
    const key = fresh();
    made.issued = expect(await person.client.post(tokens, {}, key), 201);
    must(made.issued.api_token.token.length === 30, "not 30 characters");
    const again = await person.client.post(tokens, {}, key);
    must(expect(again, 201).secret === null, "the secret was shown again");
    must(again.headers.get("idempotent-replayed") === "true", "not marked as a repeat");
    must(again.body.api_token.api_token_id === made.issued.api_token.api_token_id, "another token");
    expect(await person.client.post(tokens, {}), 422, "idempotency_key_required");
    made.program = new Program(installation.api, made.issued);
  });
  await check("operations are told signed, and the merchant's package agrees", async () => {
    const all = expect(await made.program.ask("get"), 200).operations;
    for (const order of orders)
      must(
        all.some((row) => row.payment_id === order && row.operation_type === "sale"),
        `no ${order}`,
      );
    must(!JSON.stringify(all).includes(foreign), "a stranger's payment");
    made.project = all[0].project_id;
    must(Number.isInteger(made.project), "no project number");
    const two = expect(await made.program.ask("get", { limit: 2, offset: 1 }), 200).operations;
    must(two.length === 2 && two[0].operation_id === all[1].operation_id, "not the second page");
    const few = expect(
      await made.program.ask("get", { fields: ["payment_id", "project_id"], limit: 1 }),
      200,
    ).operations[0];
    must(Object.keys(few).join() === "project_id,payment_id", Object.keys(few).join());
    expect(await made.program.ask("get", { limit: 1001 }), 400, "2003");
    expect(await made.program.ask("get", { timezone: "Atlantis/Capital" }), 400, "2003");
  });
  await check("the zone shifts the interval and the times", async () => {
    const zoned = async (timezone, more) => {
      const answer = await made.program.ask("get", { timezone, limit: 1, ...more });
      return expect(answer, 200).operations;
    };
    const [row] = await zoned("Indian/Mauritius");
    must(row.operation_created_at.endsWith("+04:00"), row.operation_created_at);
    // What ends in a minute by the clock of Greenwich ended hours ago by one that is ahead of it.
    const wall = (at) => new Date(at).toISOString().slice(0, 19).replace("T", " ");
    const now = Date.now();
    const interval = { from: wall(now - 86_400_000), to: wall(now + 60_000) };
    must((await zoned("UTC", { interval })).length === 1, "nothing by the clock of Greenwich");
    must((await zoned("Indian/Mauritius", { interval })).length === 0, "the interval stayed");
  });
  await check("one payment is asked for by its project and its own id", async () => {
    const ask = (payment_id, project_id = made.project) =>
      made.program.ask("get-by-payment", { project_id, payment_id });
    const [row] = expect(await ask(orders[3]), 200).operations;
    must(row.payment_id === orders[3], JSON.stringify(row));
    const absent = await ask("no-such-payment");
    const strange = await ask(foreign);
    const elsewhere = await ask(orders[3], made.project + 1);
    must(expect(absent, 200).operations.length === 0, absent.text);
    must(strange.text === absent.text && elsewhere.text === absent.text, "told apart");
  });
  await check("a wrong signature and an unknown token get one answer", async () => {
    const right = made.program.signed({ limit: 1 });
    const answers = [
      await made.program.raw("get", { ...right, limit: 2 }),
      await made.program.raw("get", { ...right, token: "x".repeat(30) }),
      await made.program.raw("get", { ...right, signature: `A${right.signature.slice(1)}` }),
    ];
    for (const answer of answers) {
      expect(answer, 403, "3261");
      must(answer.text === answers[0].text, "told apart");
    }
    const { signature, ...unsigned } = right;
    expect(await made.program.raw("get", unsigned), 400, "3262");
    must(signature.length > 40, signature);
    expect(await made.program.raw("get", { ...right, note: "a;limit:1000" }), 400, "2003");
    expect(await made.program.raw("get", []), 400, "2003");
  });
  await check("the list of tokens tells of the last use", async () => {
    const { rows } = expect(await person.client.get(tokens), 200);
    must(rows.length === 1 && rows[0].is_active && rows[0].last_used_at > 0, JSON.stringify(rows));
    must(rows[0].last_ip === "127.0.0.1" && !JSON.stringify(rows).includes(made.program.secret));
  });
  await checkEnds({ ...context, made, person, place });
}

async function checkEnds({ world, check, made, person, installation }) {
  await check("taking the right away takes the data away, and a denial is on record", async () => {
    const { user } = expect(await world.office.get(`/api/users/${person.user.user_id}`), 200);
    const [membership] = user.memberships;
    const target = `/api/users/${user.user_id}/memberships`;
    expect(
      await world.office.delete(`${target}/${membership.membership_id}?version=${user.version}`),
      200,
    );
    expect(await made.program.ask("get"), 403, "permission_missing");
    const { rows } = expect(await world.office.get("/api/audit_entries?outcome=denied"), 200);
    must(
      rows.some((row) => row.action === "data_api_list_operations"),
      "no denial on record",
    );
    const now = expect(await world.office.get(`/api/users/${user.user_id}`), 200).user;
    const back = { role_key: "viewer", scope_kind: "merchant", version: now.version };
    const { merchant_id } = world.merchant;
    expect(await world.office.post(target, { ...back, merchant_id }), 201);
    const rest = expect(await made.program.ask("get"), 200).operations;
    must(
      rest.every((row) => row.project_id !== made.project),
      "still the former company's",
    );
  });
  await check("an ended token stays ended for ever", async () => {
    const one = `${tokens}/${made.issued.api_token.api_token_id}`;
    const stranger = `${tokens}/ut_c0000000000000000000000000`;
    expect(await person.client.delete(stranger), 404);
    expect(await world.office.delete(one), 404);
    must(expect(await person.client.delete(one), 200).is_active === false, "still active");
    expect(await person.client.delete(one), 200);
    expect(await made.program.raw("get", made.program.signed({})), 403, "3261");
    const next = expect(await person.client.post(tokens, {}, fresh()), 201);
    const program = new Program(installation.api, next);
    expect(await program.ask("get", { limit: 1 }), 200);
    expect(await made.program.raw("get", made.program.signed({})), 403, "3261");
    const third = expect(await person.client.post(tokens, {}, fresh()), 201);
    must(third.api_token.token !== next.api_token.token, "the same token again");
    expect(await program.raw("get", program.signed({})), 403, "3261");
  });
}
