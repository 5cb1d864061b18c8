// Tenants are apart: every operation × every kind of caller × own, sibling, foreign, absent and
// malformed ids, expected from the policy table; not one byte of a stranger arrives over any
// channel; and what is foreign cannot be told from what does not exist, by answer or by time.
import { bursar, Installation, MerchantClient, OfficeClient } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";
import { checkAssignment, checkCardNumbers, checkTenantFields } from "./assignment.mjs";
import { Crawl, targetsFor } from "./crawl.mjs";
import { followFeeds } from "./isolation_feed.mjs";
import { checkProject, checkProjectRequest } from "./isolation_project.mjs";
import { currencyOf, Tenants } from "./tenants.mjs";

const viewerPermissions = [
  "dashboard:read",
  "live:read",
  "payments:read",
  "recipients:read",
  "batches:read",
  "ledger:read",
  "companies:read",
  "merchants:read",
  "projects:read",
];
const platformPermissions = [
  "access_reviews:read",
  "access_reviews:write",
  "feedback:read",
  "feedback:answer",
  "messages:read",
  "messages:write",
  "security:read",
  "security:write",
  "system:read",
];
const timing_budget_ms = 5;

export async function checkIsolation({ check, contract }) {
  await checkTenantFields({ check, contract });
  const installation = await Installation.create({ arguments_: ["--no-rate-limits"] });
  try {
    await installation.serve();
    const routes = JSON.parse(await run(bursar, ["routes", "--data", installation.folder]));
    const world = await Tenants.create(installation);
    const callers = await makeCallers(world, routes);
    await checkFigures(check, world, callers);
    await checkControl(check, world);
    await checkProjectRequest({ check, world });
    const before = await snapshot(world);
    const { client } = world.people.companyAdministrator;
    await checkAssignment({ check, contract, world, client });
    await checkCardNumbers({ check, contract, world, client });
    const crawl = new Crawl({ world, contract, routes });
    for (const caller of callers) {
      await crawl.everyOperation(caller);
      if (caller.person) await crawl.everyFilter(caller);
    }
    await checkProject({ check, world, contract, routes });
    await check("isolation: every cell of the matrix answers as the policy table says", () => {
      if (crawl.wrong.length) throw new Error(`${crawl.wrong.length}: ${sample(crawl.wrong)}`);
      if (crawl.cells < routes.length * callers.length) throw new Error(`${crawl.cells} cells`);
    });
    await check("isolation: foreign and absent ids answer alike", () => {
      if (crawl.apart.length) throw new Error(`${crawl.apart.length}: ${sample(crawl.apart)}`);
    });
    await check("isolation: no byte of a stranger in any answer", () => {
      if (crawl.leaks.length) throw new Error(`${crawl.leaks.length}: ${sample(crawl.leaks)}`);
    });
    await check("isolation: the crawl left the other company as it was", async () => {
      const after = await snapshot(world);
      for (const [target, text] of before)
        if (after.get(target) !== text) throw new Error(`${target} changed`);
    });
    await check("isolation: foreign and absent ids take the same time", () =>
      checkTiming(world, callers),
    );
    await check("isolation: the live feed carries no stranger", () => followFeeds(world, callers));
  } catch (error) {
    await check("isolation: set-up", () => {
      throw new Error(`${error.stack}\n${installation.server?.output.slice(-2000)}`);
    });
  } finally {
    await installation.stop();
  }
}

const sample = (list) => [...new Set(list)].slice(0, 6).join(" | ");

/** Who calls: people of company A at both levels, half and not signed in, and A1's keys. */
async function makeCallers(world, routes) {
  const every = new Set(routes.filter((row) => row.access === 2).map((row) => row.permission));
  const held = {
    administrator: [...every].filter((one) => !platformPermissions.includes(one)),
    viewer: viewerPermissions,
  };
  const callers = [];
  for (const name of [
    "companyAdministrator",
    "companyViewer",
    "merchantAdministrator",
    "merchantViewer",
  ]) {
    const person = world.people[name];
    const permissions = new Set(held[person.role]);
    await requireCapabilities(world, name, person, permissions);
    callers.push({ name, surface: "office", person, client: person.client, permissions });
  }
  const office = { surface: "office", permissions: new Set() };
  callers.push({ ...office, name: "half signed in", client: world.halfSignedIn, half: true });
  callers.push({
    ...office,
    name: "nobody",
    client: new OfficeClient(world.installation.office),
    out: true,
  });
  const { keys } = world.merchants.a1;
  const key = (name, text, scopes, out) => ({
    name: `${name} key`,
    surface: "orsunpay",
    client: new MerchantClient(world.installation.api, text),
    permissions: new Set(scopes),
    out,
  });
  callers.push(key("full", keys.full.plain_text, keys.full.api_key.scopes, false));
  callers.push(key("narrow", keys.narrow.plain_text, keys.narrow.api_key.scopes, false));
  callers.push(key("revoked", keys.revoked.plain_text, [], true));
  callers.push(key("expired", keys.expired.plain_text, [], true));
  callers.push(key("invented", `${keys.full.plain_text.slice(0, -1)}_`, [], true));
  return callers;
}

/** The session must claim what the role gives, at that place and nowhere else. */
async function requireCapabilities(world, name, person, permissions) {
  const session = await person.client.get("/api/session");
  const company = person.owner.endsWith("0");
  const place = company
    ? [[world.companies.a.company_id], [], []]
    : [[], [world.merchants[person.owner].merchant.merchant_id], []];
  for (const one of session.body.capabilities) {
    if (one.permission !== "self" && !permissions.has(one.permission) && person.role === "viewer")
      throw new Error(`${name} holds ${one.permission}`);
    if (
      one.everything ||
      JSON.stringify([one.company_ids, one.merchant_ids, one.project_ids]) !== JSON.stringify(place)
    )
      throw new Error(`${name} holds ${one.permission} elsewhere`);
  }
  const has = new Set(session.body.capabilities.map((one) => one.permission));
  for (const permission of permissions)
    if (permission !== "self" && !has.has(permission))
      throw new Error(`${name} lacks ${permission}`);
}

/** A parent's list and sums are those of its children, no row more. */
async function checkFigures(check, world, callers) {
  const [company, , merchant] = callers;
  const idsOf = async (caller, query) => {
    const answer = await caller.client.get(`/api/payments?limit=200${query}`);
    return answer.body.rows.map((row) => row.payment_id).sort();
  };
  const filter = (owner) => `&merchant_id=${world.merchants[owner].merchant.merchant_id}`;
  await check("isolation: lists and sums of a company are those of its merchants", async () => {
    const [all, first, second, own] = await Promise.all([
      idsOf(company, ""),
      idsOf(company, filter("a1")),
      idsOf(company, filter("a2")),
      idsOf(merchant, ""),
    ]);
    if (all.join() !== [...first, ...second].sort().join()) throw new Error("not the union");
    if (
      own.join() !== first.join() ||
      first.join() !==
        [...world.merchants.a1.payments, ...world.merchants.p1.payments].sort().join()
    )
      throw new Error("a merchant's own list differs");
    const created = async (caller, query = "") => {
      const answer = await caller.client.get(`/api/dashboard?range=7d${query}`);
      return answer.body.current.created;
    };
    const deadline = Date.now() + 5_000; // figures follow the payments after a moment
    for (;;) {
      const sums = await Promise.all([
        created(company),
        created(company, filter("a1")),
        created(company, filter("a2")),
        created(merchant),
      ]);
      if (sums.join() === [all, first, second, own].map((ids) => ids.length).join()) break;
      if (Date.now() > deadline) throw new Error(`the dashboard counts ${sums.join()}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

/** The probe finds what is there: B's own administrator receives every canary of B. */
async function checkControl(check, world) {
  await check("isolation: the canaries are where the probe looks", async () => {
    const { client } = world.people.stranger;
    const targets = ["/api/companies", "/api/merchants", "/api/users", "/api/payments?limit=200"];
    if (world.companies.b.roleId) targets.push("/api/roles");
    targets.push("/api/session/passkeys", "/api/providers", "/api/routing_profiles");
    targets.push("/api/fee_plans");
    targets.push("/api/approvals?limit=200", "/api/approval_policies");
    targets.push("/api/views?limit=200", "/api/escalations?limit=200");
    const { batchId } = world.merchants.b1;
    targets.push("/api/recipients?limit=200");
    targets.push(`/api/batches/${batchId}`, `/api/batches/${batchId}/items?limit=200`);
    for (const owner of ["b1", "b2"]) {
      const { merchant, payments } = world.merchants[owner];
      targets.push(`/api/merchants/${merchant.merchant_id}/api_keys`);
      targets.push(...payments.map((id) => `/api/payments/${id}`));
    }
    let received = "";
    for (const target of targets) {
      const { text } = await client.get(target);
      received += text;
      world.canaries.claim(target.includes("/api/payments/") ? ownerOf(world, target) : "b0", text);
    }
    for (const owner of ["b0", "b1", "b2"])
      for (const canary of world.canaries.made.get(owner))
        if (!received.includes(canary)) throw new Error(`${canary} was never seen`);
    if (!received.includes(`"${currencyOf.b}"`)) throw new Error("the currency was never seen");
  });
}

const ownerOf = (world, target) =>
  ["b1", "b2"].find((owner) => world.merchants[owner].payments.some((id) => target.endsWith(id)));

/** What B's administrator sees, without what moves by itself. */
async function snapshot(world) {
  const { client } = world.people.stranger;
  const texts = new Map();
  const targets = ["/api/companies", "/api/merchants", "/api/users", "/api/payments?limit=200"];
  for (const owner of ["b1", "b2"]) {
    const { merchant, payments } = world.merchants[owner];
    for (const part of ["", "/balances", "/api_keys"])
      targets.push(`/api/merchants/${merchant.merchant_id}${part}`);
    targets.push(...payments.map((id) => `/api/payments/${id}`));
  }
  for (const target of targets) {
    const answer = await client.get(target);
    if (answer.status !== 200) throw new Error(`${target}: ${answer.status}`);
    texts.set(target, answer.text.replace(/"(last_used_at|last_used_ip|calls)":[^,}]*/g, ""));
  }
  return texts;
}

/** Medians of interleaved calls with a foreign and an absent id, per operation that takes one. */
async function checkTiming(world, callers) {
  const person = callers.find((one) => one.name === "companyAdministrator").client;
  const key = callers.find((one) => one.name === "full key").client;
  const [foreign, absent] = ["other", "absent"].map((name) =>
    targetsFor(world).find((target) => target.name === name),
  );
  const pairs = [
    [person, "/api/payments/{payment_id}"],
    [person, "/api/merchants/{merchant_id}"],
    [person, "/api/merchants/{merchant_id}/balances"],
    [person, "/api/merchants/{merchant_id}/api_keys"],
    [person, "/api/payments?merchant_id={merchant_id}"],
    [person, "/api/dashboard?range=30d&merchant_id={merchant_id}"],
    [key, "/v1/transactions/{transaction_id}"],
  ];
  for (const [client, route] of pairs) {
    // A busy machine may blur a median; what differs in truth differs again with more calls.
    let gap_ms = await medianGap(client, route, foreign, absent, 15);
    if (gap_ms > timing_budget_ms) gap_ms = await medianGap(client, route, foreign, absent, 60);
    if (gap_ms > timing_budget_ms) throw new Error(`${route} differs by ${gap_ms.toFixed(1)} ms`);
  }
}

async function medianGap(client, route, foreign, absent, rounds) {
  const took = [[], []];
  for (let i = 0; i < rounds; ++i)
    for (const [side, target] of [foreign, absent].entries()) {
      const before = performance.now();
      await client.get(target.fill(route));
      took[side].push(performance.now() - before);
    }
  const [one, other] = took.map((times) => times.sort((a, b) => a - b)[rounds >> 1]);
  return Math.abs(one - other);
}
