// Walks the routes of provider accounts: a secret goes in and never comes out, versions meet, the
// button shows what came back, and by policy a change of where money goes takes two people.
import { signInFirstTime } from "./people.mjs";

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};
const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });
const secret = "a key that never comes out 7788";
const target = "/api/providers";

export async function walkProviders(world) {
  await walkAccount(world);
  await walkShared(world);
  await walkSecondPerson(world);
}

const account = (company_id, more) => ({
  company_id,
  adapter: "sim",
  title: "Second acquirer",
  methods: ["wallet"],
  base_url: "https://127.0.0.1:1",
  api_key: secret,
  is_enabled: false,
  ...more,
});

async function walkAccount({ office, merchant, check }) {
  const { company_id } = merchant;
  await check("an account is made, changed in versions and switched", async () => {
    const adapters = expect(await office.get("/api/provider_adapters"), 200).rows;
    const sim = adapters.find((one) => one.adapter === "sim");
    if (!sim.fields.some((field) => field.kind === "secret" && field.required))
      throw new Error("the form asks for no secret");
    const key = fresh();
    const body = account(company_id);
    const made = expect(await office.post(target, body, key), 201);
    const again = await office.post(target, body, key);
    if (expect(again, 201).provider_account_id !== made.provider_account_id)
      throw new Error("a repeat made a second account");
    const other = { ...body, api_key: "another key altogether" };
    expect(await office.post(target, other, key), 409, "idempotency_key_reused");
    expect(await office.post(target, account(company_id, { methods: [] }), fresh()), 422);
    const one = `${target}/${made.provider_account_id}`;
    const restrictions = {
      bounds: [{ currency: "EUR", min_minor: 100, max_minor: 5_000 }],
      countries_deny: ["FR"],
      operations: ["sale"],
    };
    const change = {
      version: 1,
      webhook_secret: "a secret of messages",
      restrictions,
    };
    const changed = expect(await office.patch(one, change), 200);
    if (changed.secrets.length !== 2) throw new Error("the second secret is not shown as set");
    expect(await office.patch(one, change), 409, "version_changed");
    expect(await office.patch(one, { version: 2, settings: { colour: "red" } }), 422);
    expect(await office.post(`${one}/enable`, { version: 2 }), 200);
    expect(await office.post(`${one}/disable`, { version: 3 }), 200);
    const read = await office.get(one);
    expect(read, 200);
    const list = await office.get(target);
    expect(list, 200);
    for (const text of [read.text, list.text])
      if (text.includes(secret) || text.includes("a secret of messages"))
        throw new Error("a secret came out");
    const [mark] = read.body.account.secrets;
    if (mark.name !== "api_key" || mark.last4 !== "7788") throw new Error(JSON.stringify(mark));
    expect(await office.get(`${one}/webhooks`), 200);
    const test = expect(await office.post(`${one}/test`), 200);
    if (test.is_working || test.http_status !== 0) throw new Error(JSON.stringify(test));
  });
}

async function walkShared({ office, check }) {
  await check("the simulator answers to a test of its connection", async () => {
    const rows = expect(await office.get(target), 200).rows;
    const shared = rows.find((row) => row.company_id === null);
    const test = expect(await office.post(`${target}/${shared.provider_account_id}/test`), 200);
    if (!test.is_working || test.latency_us <= 0) throw new Error(JSON.stringify(test));
    const { account } = expect(await office.get(`${target}/${shared.provider_account_id}`), 200);
    if (!account.last_test.is_working) throw new Error("the test was not kept");
    if (account.health[2].attempts === 0) throw new Error("no payment counts");
  });
}

async function walkSecondPerson({ office, merchant, installation, OfficeClient, record, check }) {
  const { company_id } = merchant;
  await check("by policy another address takes a second person, a title does not", async () => {
    const place = { scope_kind: "company", company_id };
    const person = {
      email: "cato.providers@bursar.example",
      name: "Cato",
      role_key: "owner",
      ...place,
    };
    const made = expect(await office.post("/api/users", person), 201);
    const cato = new OfficeClient(installation.office, record);
    await signInFirstTime(cato, person.email, made.temporary_password);
    const body = account(company_id, { title: "Guarded acquirer" });
    const { provider_account_id } = expect(await office.post(target, body, fresh()), 201);
    const one = `${target}/${provider_account_id}`;
    const policy = expect(
      await office.post("/api/approval_policies", {
        kind: "provider_change",
        name: "Where money goes",
        approvers: 1,
        ...place,
      }),
      201,
    );
    expect(await office.patch(one, { version: 1, title: "Guarded" }), 200);
    const moved = {
      version: 2,
      base_url: "https://127.0.0.1:2",
      api_key: "a key for later 9911",
    };
    const { approval } = expect(await office.patch(one, moved), 202);
    const held = await cato.get(`/api/approvals/${approval.approval_id}`);
    expect(held, 200);
    if (held.text.includes("9911")) throw new Error("the kept request holds a secret");
    const content_hash = held.body.content_hash;
    const agree = await cato.post(`/api/approvals/${approval.approval_id}/approve`, {
      content_hash,
    });
    expect(agree, 200);
    const wrong = { ...moved, api_key: "a key for later 9912" };
    if ((await office.patch(one, wrong)).status !== 202)
      throw new Error("another secret passed for the one agreed to");
    const done = expect(await office.patch(one, moved), 200);
    if (done.base_url !== "https://127.0.0.1:2") throw new Error(JSON.stringify(done));
    const gone = `/api/approval_policies/${policy.policy_id}?version=${policy.version}`;
    const removal = await office.delete(gone);
    if (![202, 204].includes(removal.status)) throw new Error(removal.text);
  });
}
