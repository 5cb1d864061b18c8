// Support at work against the real server: a look as somebody else from the request to its end with
// every write of every module refused, escalations both ways, basic settings field by field, and
// customers found with a trace.
import { signInFirstTime } from "./people.mjs";

const uuid = () => crypto.randomUUID();
const fresh = () => ({ "Idempotency-Key": uuid() });

function expect(answer, status, code) {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} ${answer.text} instead of ${status} ${code ?? ""}`);
  return answer.body;
}

/** A person with a role at the world's company or merchant, signed in. */
async function person(world, role_key, place) {
  const { office, installation, OfficeClient, record } = world;
  const email = `${role_key}-${uuid().slice(0, 8)}@bursar.example`;
  const made = expect(
    await office.post("/api/users", { email, name: `Some ${role_key}`, role_key, ...place }),
    201,
  );
  const client = new OfficeClient(installation.office, record);
  await signInFirstTime(client, email, made.temporary_password);
  return { client, email, user_id: made.user.user_id };
}

export async function walkSupport(world) {
  const { merchant } = world;
  const atCompany = { scope_kind: "company", company_id: merchant.company_id };
  const atMerchant = { scope_kind: "merchant", merchant_id: merchant.merchant_id };
  const people = {
    agent: await person(world, "support_agent", atMerchant),
    owner: await person(world, "owner", atCompany),
    viewer: await person(world, "viewer", atMerchant),
  };
  const all = { ...world, ...people, atCompany, atMerchant };
  await walkConsent(all);
  await walkView(all);
  await walkEscalation(all);
  await walkFeedback(all);
  await walkBasics(all);
}

const trailOf = async (client, query) =>
  expect(await client.get(`/api/audit_entries?limit=200&${query}`), 200).rows;

async function walkConsent({ check, office, owner, agent, viewer, merchant, atMerchant }) {
  const consent = `/api/companies/${merchant.company_id}/view_consent`;
  await check(
    "support: a company says whether it may be looked at, and nobody for it",
    async () => {
      if (expect(await owner.client.get(consent), 200).mode !== "ask") throw new Error("not asked");
      const choose = (client, mode, version) => client.request("PUT", consent, { mode, version });
      expect(await choose(office, "always", 0), 422, "not_of_company");
      expect(await choose(agent.client, "always", 0), 403, "permission_missing");
      expect(await choose(owner.client, "off", 0), 200);
      const ask = () =>
        agent.client.post("/api/views", { user_id: viewer.user_id, ...atMerchant, reason: "Q" });
      expect(await ask(), 422, "consent_off");
      expect(await choose(owner.client, "always", 1), 200);
      const free = expect(await ask(), 201);
      if (free.state !== "accepted") throw new Error(free.state);
      expect(await agent.client.delete(`/api/views/${free.view_id}`), 200);
      expect(await choose(owner.client, "ask", 2), 200);
    },
  );
}

async function walkView(world) {
  const { check, owner, agent, viewer, atMerchant, routes } = world;
  let view_id;
  await check("support: a look waits for the company's word", async () => {
    const asked = expect(
      await agent.client.post("/api/views", {
        user_id: viewer.user_id,
        ...atMerchant,
        reason: "a question about a refund",
      }),
      201,
    );
    ({ view_id } = asked);
    expect(await agent.client.post(`/api/views/${view_id}/start`), 422, "view_state_unfit");
    expect(await agent.client.get("/api/views"), 403, "permission_missing");
    const waiting = expect(await owner.client.get("/api/views?state=asked"), 200).rows;
    if (!waiting.some((one) => one.view_id === view_id)) throw new Error("not in the list");
    expect(await owner.client.post(`/api/views/${view_id}/answer`, { answer: "accept" }), 200);
    expect(await agent.client.get("/api/views/mine"), 200);
    const inside = expect(await agent.client.post(`/api/views/${view_id}/start`), 200);
    if (inside.view_as.person.email !== viewer.email) throw new Error(JSON.stringify(inside));
  });
  await check("support: in a look every write of every module is refused", () =>
    refusesWrites(agent.client, routes),
  );
  await check("support: a look shows no more than either of both may read", () =>
    staysInside(world),
  );
  await check("support: the company reads both names on what was opened and tried", async () => {
    const trail = await trailOf(owner.client, `actor=${viewer.email}`);
    const acts = trail.filter((one) => one.impersonator === agent.email);
    for (const action of ["read_payment", "create_refund", "list_payments"])
      if (!acts.some((one) => one.action === action)) throw new Error(`no ${action}`);
    if (!acts.some((one) => one.action === "create_refund" && one.outcome === "denied"))
      throw new Error("the refused write is not denied");
  });
  await check("support: leaving gives back one's own office under another token", async () => {
    const token = agent.client.cookies.get("__Host-bursar");
    const own = expect(await agent.client.delete("/api/session/view"), 200);
    if (own.view_as !== null || agent.client.cookies.get("__Host-bursar") === token)
      throw new Error("still inside");
    expect(await agent.client.get("/api/sessions"), 200);
    expect(await agent.client.delete("/api/session/view"), 422, "no_view");
  });
  await check("support: the company ends a look at once", () => endsAtOnce(world));
}

/** Each route that changes something, generated from the table that the server prints. */
async function refusesWrites(client, routes) {
  const leaving = new Set(["end_view", "sign_out"]);
  const wrong = [];
  let cells = 0;
  for (const route of routes) {
    if (route.surface !== "office" || route.method === "GET" || route.access === 0) continue;
    if (leaving.has(route.operation_id)) continue;
    ++cells;
    const target = route.path.replace(/\{[a-z_]+\}/g, "xx_c0000000000000000000000000");
    const body = route.method === "DELETE" ? undefined : {};
    const answer = await client.request(route.method, target, body, fresh());
    if (answer.status !== 403 || answer.body?.code !== "view_only")
      wrong.push(`${route.operation_id}: ${answer.status} ${answer.body?.code}`);
  }
  if (wrong.length || cells < 40) throw new Error(`${cells} cells: ${wrong.join(", ")}`);
}

async function staysInside({ agent, viewer, merchant, paymentId }) {
  const { client } = agent;
  const session = expect(await client.get("/api/session"), 200);
  for (const one of session.capabilities) {
    if (!one.permission.endsWith(":read")) throw new Error(`holds ${one.permission}`);
    const [only, ...others] = one.merchant_ids;
    if (one.everything || one.company_ids.length || others.length || only !== merchant.merchant_id)
      throw new Error(`${one.permission} reaches elsewhere`);
  }
  const theirs = expect(await viewer.client.get("/api/payments?limit=50"), 200).rows;
  const seen = expect(await client.get("/api/payments?limit=50"), 200).rows;
  const ids = (rows) => rows.map((row) => row.payment_id).join();
  if (ids(theirs) !== ids(seen)) throw new Error("the lists differ");
  expect(await client.get(`/api/payments/${paymentId}`), 200);
  // The viewer may see balances and the agent may not; the agent may escalate, the viewer may not.
  expect(await client.get(`/api/merchants/${merchant.merchant_id}/balances`), 403);
  expect(await client.get("/api/escalations"), 403, "permission_missing");
  expect(await client.get("/api/sessions"), 403, "not_in_view");
  if (!session.view_as.withheld.includes("ledger:read")) throw new Error("withheld is not told");
}

async function endsAtOnce({ agent, owner, atMerchant }) {
  const { client } = agent;
  const asked = expect(await client.post("/api/views", { ...atMerchant, reason: "a look" }), 201);
  const target = `/api/views/${asked.view_id}`;
  expect(await owner.client.post(`${target}/answer`, { answer: "accept" }), 200);
  expect(await client.post(`${target}/start`), 200);
  expect(await client.get("/api/payments"), 200);
  expect(await owner.client.post(`${target}/stop`), 200);
  const after = expect(await client.get("/api/session"), 200);
  if (after.view_as !== null) throw new Error("still inside");
}

async function walkEscalation(world) {
  const { check, office, owner, agent, viewer, paymentId } = world;
  const flag = (subject_id, queue = "operations") =>
    agent.client.post(
      "/api/escalations",
      { subject_kind: "payment", subject_id, queue, priority: "high", note: "Please look" },
      fresh(),
    );
  await check("support: what is flagged comes to the desk, and replies travel back", async () => {
    const one = expect(await flag(paymentId), 201);
    const target = `/api/escalations/${one.escalation_id}`;
    expect(await flag(paymentId), 422, "already_escalated");
    const list = "/api/escalations?sort=due&assignee=nobody&state=open";
    const rows = expect(await owner.client.get(list), 200).rows;
    if (!rows.some((row) => row.escalation_id === one.escalation_id)) throw new Error("not there");
    expect(await viewer.client.get(list), 403, "permission_missing");
    const workers = expect(await owner.client.get(`${target}/workers`), 200).rows;
    const worker = workers.find((row) => row.user_id === owner.user_id);
    if (!worker) throw new Error("the owner could not take it");
    const taken = { version: 1, state: "waiting", assignee_id: owner.user_id };
    expect(await agent.client.patch(target, taken), 403, "permission_missing");
    expect(await owner.client.patch(target, taken), 200);
    expect(await owner.client.patch(target, taken), 409, "version_changed");
    expect(await owner.client.post(`${target}/replies`, { text: "Which order?" }), 201);
    const answered = expect(await agent.client.post(`${target}/replies`, { text: "Order 7" }), 201);
    if (answered.state !== "in_progress") throw new Error(answered.state);
    const { steps } = expect(await agent.client.get(target), 200);
    if (steps.map((step) => step.kind).join() !== "change,reply,reply") throw new Error("steps");
    const told = expect(await office.get(`/api/escalations?subject_id=${paymentId}`), 200).rows;
    if (told.length !== 1) throw new Error("not told of the payment");
  });
}

async function walkFeedback({ check, office, owner, viewer }) {
  const say = (client, body) => client.post("/api/feedback", body, fresh());
  await check("support: feedback reaches the operator, and the answer comes back", async () => {
    const body = { kind: "question", section: "/payments/tx_1", text: " How is it settled? " };
    const one = expect(await say(viewer.client, body), 201);
    if (one.text !== "How is it settled?" || one.section !== body.section || one.state !== "open")
      throw new Error(JSON.stringify(one));
    const target = `/api/feedback/${one.feedback_id}/answer`;
    expect(await owner.client.get("/api/feedback"), 403, "permission_missing");
    expect(await owner.client.post(target, { version: 1, answer: "no" }), 403);
    const queue = expect(await office.get("/api/feedback?state=open"), 200).rows;
    const seen = queue.find((row) => row.feedback_id === one.feedback_id);
    if (seen?.user_id !== viewer.user_id) throw new Error("not in the queue with its sender");
    expect(await office.post(target, { version: 1, answer: " " }), 422, "text_empty");
    expect(await office.post(target, { version: 1, answer: "Two days later" }), 200);
    expect(await office.post(target, { version: 1, answer: "Other" }), 409, "version_changed");
    const mine = expect(await viewer.client.get("/api/feedback/mine"), 200).rows;
    if (mine[0]?.answer !== "Two days later") throw new Error("the answer did not come back");
    const others = expect(await owner.client.get("/api/feedback/mine"), 200).rows;
    if (others.length > 0) throw new Error("somebody else reads it");
    expect(await office.post(target, { version: 2, close: true }), 200);
    expect(await office.post(target, { version: 3, answer: "x" }), 422, "feedback_closed");
  });
  await check("support: feedback names a page of the office and says something", async () => {
    const odd = { kind: "idea", text: "T" };
    expect(await say(viewer.client, { ...odd, section: "//else.example/x?y" }), 422);
    expect(await say(viewer.client, { ...odd, section: "javascript" }), 422, "section_invalid");
    expect(await say(viewer.client, { ...odd, section: "/", text: "  " }), 422, "text_empty");
    expect(await say(viewer.client, { ...odd, section: "/", kind: "praise" }), 422, "out_of_range");
    const number = { ...odd, section: "/", text: "my card is 4242 4242 4242 4242" };
    expect(await say(viewer.client, number), 422);
  });
}

/** Everything a merchant's settings hold beyond the basic list, with a value that would be fine. */
const beyond = {
  name: "Another",
  legal_name: "Another",
  mcc: "5999",
  statement_descriptor: "OTHER",
  website: "https://other.example",
  allowed_currencies: ["EUR"],
  refund_overdraft_minor: 1,
  state: "suspended",
};
const basics = {
  contact_name: "Ada Byron",
  contact_email: "ada@shop.example",
  contact_phone: "+35799123456",
  notification_emails: ["desk@shop.example"],
};

async function walkBasics({ check, office, agent, owner, merchant }) {
  const target = `/api/merchants/${merchant.merchant_id}`;
  await check("support: each basic setting may be changed, and no other", async () => {
    for (const [version, [name, value]] of Object.entries(basics).entries()) {
      const saved = expect(
        await agent.client.patch(`${target}/basic_settings`, { version, [name]: value }),
        200,
      );
      if (JSON.stringify(saved[name]) !== JSON.stringify(value)) throw new Error(name);
    }
    const { version } = expect(await office.get(target), 200);
    for (const [name, value] of Object.entries(beyond)) {
      const part = { version, [name]: value };
      expect(await agent.client.patch(target, part), 403, "permission_missing");
      expect(
        await agent.client.patch(`${target}/basic_settings`, { version: 4, [name]: value }),
        403,
        "permission_missing",
      );
    }
    if (expect(await office.get(target), 200).version !== version) throw new Error("it changed");
    expect(await agent.client.get(`${target}/basic_settings`), 200);
  });
  await check("support: a customer is found in reach, and the search is on record", async () => {
    const { rows } = expect(await agent.client.get("/api/customers?search=buyer_789"), 200);
    if (rows.length !== 1 || rows[0].merchant_id !== merchant.merchant_id)
      throw new Error(JSON.stringify(rows));
    const trail = await trailOf(owner.client, "action=find_customers");
    if (!trail.some((one) => one.actor === agent.email)) throw new Error("no trace");
    expect(await agent.client.get("/api/customers?search=bu"), 422, "search_too_short");
  });
}
