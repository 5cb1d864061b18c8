// A person of one project against its siblings: what belongs to the merchant as a whole is refused,
// what belongs to another project of the same merchant cannot be told from what does not exist, and
// not one byte of it arrives over any channel.
import { MerchantClient } from "../lib/installation.mjs";
import { Crawl, targetsFor, visibleTo } from "./crawl.mjs";
import { Feed } from "./isolation_feed.mjs";

/** Rights that have effect at a project; the catalogue is the server's, this list is the demand. */
const atProject = [
  "live:read",
  "payments:read",
  "payments:create",
  "payments:refund",
  "payments:decide",
  "payments:capture",
  "payments:cancel",
  "exceptions:read",
  "exceptions:resolve",
  "projects:read",
  "api_keys:read",
  "api_keys:write",
  "users:read",
  "users:write",
  "users:reset",
  "roles:read",
  "approvals:read",
];
/** What names its project, and the merchant that the project is a part of. */
const ofProject = new Set([
  "project_id",
  "payment_id",
  "transaction_id",
  "operation_id",
  "api_key_id",
  "user_id",
  "membership_id",
]);
/** Asked for the merchant as a whole by the crawl's bodies, which is more than the project. */
const forTheMerchant = new Set([
  "create_api_key",
  "create_user",
  "invite_user",
  "add_membership",
  "transfer_user",
]);

class ProjectCrawl extends Crawl {
  reaches(_, kinds, target) {
    if (target.mixed || !target.owner) return false;
    return kinds.every((kind) => {
      // Project and sibling are parts of one merchant; the merchant's own id opens nothing of both.
      if (kind === "merchant_id") return ["p1", "a1"].includes(target.owner);
      return target.owner === "p1" && ofProject.has(kind);
    });
  }

  expected(caller, route, body, kinds, reached, target) {
    if (forTheMerchant.has(route.operation_id)) return [403, 404, 409, 422];
    return super.expected(caller, route, body, kinds, reached, target);
  }
}

export async function checkProject({ check, world, contract, routes }) {
  const person = world.people.projectAdministrator;
  const caller = {
    name: "projectAdministrator",
    surface: "office",
    person,
    client: person.client,
    permissions: new Set(atProject),
  };
  const { client } = person;
  const { a1, p1 } = world.merchants;

  await check("isolation: a project's administrator holds what has effect there", async () => {
    const { capabilities } = (await client.get("/api/session")).body;
    const held = capabilities.map((one) => one.permission).sort();
    if (held.join() !== [...atProject].sort().join()) throw new Error(held.join());
    for (const one of capabilities) {
      const elsewhere = one.everything || one.company_ids.length + one.merchant_ids.length > 0;
      if (elsewhere || one.project_ids.join() !== p1.projectId)
        throw new Error(JSON.stringify(one));
    }
  });

  await check("isolation: siblings' lists are disjoint and together the merchant's", async () => {
    const ids = async (who, query = "") =>
      (await who.get(`/api/payments?limit=200${query}`)).body.rows.map((row) => row.payment_id);
    const own = await ids(client);
    const filtered = await ids(client, `&merchant_id=${a1.merchant.merchant_id}`);
    const whole = await ids(world.people.merchantAdministrator.client);
    if (own.join() !== filtered.join()) throw new Error("the filter by merchant changes the list");
    if (own.sort().join() !== [...p1.payments].sort().join()) throw new Error("not its payments");
    // Others have made payments at the merchant meanwhile; none of them is the project's.
    const missing = [...own, ...a1.payments].filter((id) => !whole.includes(id));
    if (missing.length) throw new Error(`not in the merchant's list: ${missing}`);
    if (own.some((id) => a1.payments.includes(id))) throw new Error("not disjoint");
    const projects = (await client.get("/api/projects")).body.rows;
    if (projects.map((one) => one.project_id).join() !== p1.projectId) throw new Error("projects");
    const keys = await client.get(`/api/merchants/${a1.merchant.merchant_id}/api_keys`);
    const named = keys.body.rows.map((one) => one.api_key_id).sort();
    const own_keys = [p1.keys.full, p1.keys.spare].map((one) => one.api_key.api_key_id).sort();
    if (named.join() !== own_keys.join()) throw new Error(`keys ${named}`);
  });

  await check("isolation: a project's key makes and reads its own payments alone", async () => {
    const listed = (await p1.api.get("/v1/transactions?limit=100")).text;
    const strangers = world.canaries.strangersIn(listed, ...visibleTo("p1", world));
    if (strangers.length) throw new Error(strangers.join());
    const foreign = await p1.api.get(`/v1/transactions/${a1.payments[0]}`);
    const absent = await p1.api.get("/v1/transactions/tx_c0000000000000000000000000");
    if (foreign.status !== 404 || absent.status !== 404) throw new Error(`${foreign.status}`);
    const refund = await p1.api.post(`/v1/transactions/${a1.payments[0]}/refund`, { amount: 1 });
    if (refund.status !== 404) throw new Error(`a sibling's payment was refunded: ${refund.text}`);
    const made = (await world.root.get(`/api/payments/${p1.payments[0]}`)).body.payment;
    if (made.project_id !== p1.projectId) throw new Error("a payment landed in another project");
  });

  await check("isolation: a project's people make keys for their project alone", async () => {
    const target = `/api/merchants/${a1.merchant.merchant_id}/api_keys`;
    const ask = (body) =>
      client.post(
        target,
        { label: world.canaries.of("p1"), scopes: ["transactions:read"], ...body },
        { "Idempotency-Key": crypto.randomUUID() },
      );
    const answers = [
      [await ask({}), 404],
      [await ask({ project_id: a1.projectId }), 404],
      [await ask({ project_id: p1.projectId, scopes: ["payouts:write"] }), 422],
      [await ask({ project_id: p1.projectId }), 201],
    ];
    for (const [answer, status] of answers)
      if (answer.status !== status)
        throw new Error(`${answer.status}, not ${status}: ${answer.text}`);
    const { plain_text, api_key } = answers.at(-1)[0].body;
    world.canaries.claim("p1", api_key.api_key_id);
    const seen = await new MerchantClient(world.installation.api, plain_text).get(
      "/v1/transactions?limit=100",
    );
    if (seen.status !== 200 || seen.text.includes(a1.payments[0])) throw new Error(seen.text);
  });

  const targets = targetsFor(world, { own: "p1", sibling: "a1", other: "b1" });
  const crawl = new ProjectCrawl({ world, contract, routes, targets });
  await crawl.everyOperation(caller);
  await crawl.everyFilter(caller);
  const told = (list) => {
    if (list.length)
      throw new Error(`${list.length}: ${[...new Set(list)].slice(0, 6).join(" | ")}`);
  };
  await check("isolation: every operation as a project's administrator", () => told(crawl.wrong));
  await check("isolation: a sibling project and nothing at all answer alike", () =>
    told(crawl.apart),
  );
  await check("isolation: no byte of a sibling project in any answer", () => told(crawl.leaks));

  await check("isolation: the live feed of a project carries no sibling", async () => {
    const feed = new Feed(world, caller, "after=0");
    try {
      await world.pay("a1");
      const last = await world.pay("p1");
      await p1.api.until(last, (one) => one.status === "SUCCESS");
      await feed.until(new RegExp(`event: payment\\.captured\\n.*${last}`));
    } finally {
      await feed.stop();
    }
    const strangers = world.canaries.strangersIn(feed.text, ...visibleTo("p1", world));
    if (strangers.length) throw new Error(strangers.slice(0, 3).join());
  });
}

/** What a project's people ask for waits for the merchant's, and is done when they agree. */
export async function checkProjectRequest({ check, world }) {
  const { a1, p1 } = world.merchants;
  const { client } = world.people.projectAdministrator;
  await check("isolation: a refund asked for at a project is decided at its merchant", async () => {
    // The policy of merchant a1 holds for its projects as well.
    const asked = await client.post(
      `/api/payments/${p1.payments[0]}/refunds`,
      { amount_minor: 1, reason: "one cent" },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    if (asked.status !== 202) throw new Error(`${asked.status} ${asked.text}`);
    const target = `/api/approvals/${asked.body.approval.approval_id}`;
    const own = await client.get(target);
    if (own.status !== 200) throw new Error(`one's own request: ${own.status}`);
    const boss = world.people.merchantAdministrator.client;
    const { content_hash } = (await boss.get(target)).body;
    const agreed = await boss.post(`${target}/approve`, { content_hash });
    if (agreed.status !== 200 || agreed.body.state !== "executed")
      throw new Error(`${agreed.status} ${agreed.text}`);
    const sibling = await client.get(`/api/approvals/${a1.approvalId}`);
    if (sibling.status !== 404) throw new Error(`a sibling's request: ${sibling.status}`);
  });
}
