// Calls every operation as one caller with ids of every kind and every filter with every sort of
// value, and keeps what was wrong: a cell the policy table does not expect, an answer that tells a
// foreign id from an absent one, a byte of a stranger.
import { bodies } from "./bodies.mjs";
import { absentLike, currencyOf } from "./tenants.mjs";

/** Whose sessions and passkeys are tried. */
const personAt = { a1: "sibling", a2: "sibling", b1: "stranger", p1: "sibling" };
/** Project p1 is a part of merchant a1, of company a. */
const letterOf = (owner) => (owner === "p1" ? "a" : owner[0]);

/** Ids by kind, as paths, queries and bodies name them. */
const idOf = {
  merchant_id: (world, owner) => world.merchants[owner].merchant.merchant_id,
  company_id: (world, owner) => world.companies[letterOf(owner)].company_id,
  project_id: (world, owner) => world.merchants[owner].projectId,
  payment_id: (world, owner) => world.merchants[owner].payments[0],
  transaction_id: (world, owner) => world.merchants[owner].payments[0],
  api_key_id: (world, owner) => world.merchants[owner].keys.spare.api_key.api_key_id,
  user_id: (world, owner) => world.merchants[owner].colleague.user_id,
  membership_id: (world, owner) => world.merchants[owner].colleague.memberships[0].membership_id,
  role_id: (world, owner) => world.companies[letterOf(owner)].roleId,
  provider_account_id: (world, owner) => world.companies[letterOf(owner)].providerAccountId,
  fee_plan_id: (world, owner) => world.companies[letterOf(owner)].feePlanId,
  routing_profile_id: (world, owner) => world.companies[letterOf(owner)].routingProfileId,
  approval_id: (world, owner) => world.merchants[owner].approvalId,
  batch_id: (world, owner) => world.merchants[owner].batchId,
  recipient_id: (world, owner) => world.merchants[owner].recipientId,
  policy_id: (world, owner) => world.merchants[owner].policyId,
  audit_id: (world, owner) => world.merchants[owner].auditId,
  view_id: (world, owner) => world.merchants[owner].viewId,
  escalation_id: (world, owner) => world.merchants[owner].escalationId,
  session_id: (world, owner) => world.people[personAt[owner]].sessionId,
  passkey_id: (world, owner) => world.people[personAt[owner]].passkeyId,
  // One's own, made once confirmed: nobody's is as good as somebody else's; the Data API's own walk
  // tries a stranger's.
  api_token_id: (_, owner) => `ut_c${owner}${"0".repeat(22)}`,
  // Lives for minutes and belongs to a session: nobody's is as good as somebody else's.
  operation_code_id: (_, owner) => `oc_c${owner}${"0".repeat(22)}`,
  // Comes from a job that looks at days; server/review proves who sees which.
  finding_id: (_, owner) => `fi_c${owner}${"0".repeat(22)}`,
  // Opened by what a provider does wrong; server/payments proves who sees which.
  exception_id: (_, owner) => `ex_c${owner}${"0".repeat(22)}`,
  // Belong to no tenant; server/access_reviews and server/support prove who sees which.
  access_review_id: (_, owner) => `ar_c${owner}${"0".repeat(22)}`,
  row_id: (_, owner) => `aw_c${owner}${"0".repeat(22)}`,
  feedback_id: (_, owner) => `fb_c${owner}${"0".repeat(22)}`,
  // Made of payouts through an account of its own; server/bank proves who sees which.
  bank_file_id: (_, owner) => `bf_c${owner}${"0".repeat(22)}`,
  bank_line_id: (_, owner) => `bl_c${owner}${"0".repeat(22)}`,
  // Made of payouts through a node; server/chain proves who sees which.
  chain_transaction_id: (_, owner) => `ct_c${owner}${"0".repeat(22)}`,
  operation_id: (world, owner) => world.merchants[owner].operationId,
  buyer_id: (world, owner) => world.merchants[owner].texts[1],
};

/** What belongs to one person is out of everybody else's reach, at whatever level they stand. */
const personal = new Set([
  "session_id",
  "passkey_id",
  "operation_code_id",
  "finding_id",
  "exception_id",
  "access_review_id",
  "feedback_id",
  "bank_file_id",
  "bank_line_id",
  "chain_transaction_id",
  "api_token_id",
]);

const outer = new Set(["merchant_id", "user_id"]);

/** Words in paths that name no row of a tenant. */
const fixedWords = { permission: "payments:read", version: "1", kind: "payout" };

const nonsense = () => "xx_no-such..id'--";

/** Whose things somebody at `owner` may see, and single texts beyond: a project's people know which
 * merchant they work for. */
export function visibleTo(owner, world) {
  if (owner === "p1") {
    const { merchant, policyName } = world.merchants.a1;
    const { companyAdministrator, merchantAdministrator } = world.people;
    const { name, roleName, providerTitle } = world.companies.a;
    // Whom one works for, and what payers read on their statements.
    const above = [merchant.name, name].map((text) => text.split(" ")[1]);
    above.push(merchant.merchant_id, merchant.company_id, merchant.statement_descriptor);
    // A refusal says who could give the right, and by which role; a request of one's own, by which
    // policy it waits and who agreed; the way of a payment, which accounts it could have gone to.
    above.push(roleName, policyName, providerTitle, merchantAdministrator.email.split("@")[0]);
    return [["p1"], [...above, companyAdministrator.name, merchantAdministrator.name]];
  }
  if (owner.endsWith("0")) return [["a0", "a1", "a2", "p1"], []];
  return [owner === "a1" ? ["a0", "a1", "p1"] : ["a0", owner], []];
}

/** Where a request may point: at one's own, a sibling's, a stranger's, nothing, or nonsense. */
export function targetsFor(world, at = { own: "a1", sibling: "a2", other: "b1" }) {
  const real = (name, owner) => ({
    name,
    owner,
    id: (kind) => idOf[kind](world, owner),
  });
  const [own, sibling, other] = Object.entries(at).map(([name, owner]) => real(name, owner));
  const absent = { name: "absent", id: (kind) => absentLike(other.id(kind)) };
  const garbled = { name: "malformed", id: nonsense };
  // Two ids in one path: each may be anybody's.
  const mixed = (name, first, second) => ({
    name,
    mixed: true,
    id: (kind) => (outer.has(kind) ? first : second).id(kind),
  });
  const targets = [
    own,
    sibling,
    other,
    absent,
    garbled,
    mixed("own with other's", own, other),
    mixed("own with sibling's", own, sibling),
    mixed("other with own's", other, own),
    mixed("own with absent", own, absent),
  ];
  for (const target of targets)
    target.fill = (route) =>
      route.replace(/\{([a-z_]+)\}/g, (_, kind) =>
        encodeURIComponent(fixedWords[kind] ?? target.id(kind)),
      );
  return targets;
}

// About oneself alone: an empty body is refused after the credential was judged.
const aboutOneself = new Set([
  "accept_setup",
  "sign_in",
  "change_password",
  "start_totp_enrolment",
  "confirm_totp_enrolment",
  "verify_totp",
  "start_passkey_registration",
  "add_passkey",
  "start_passkey_sign_in",
  "finish_passkey_sign_in",
  "confirm_session",
  "read_link",
  "accept_link",
  "request_password_reset",
  "send_session_code",
  "start_first_phone",
  "confirm_first_phone",
  "start_passkey_confirmation",
  "finish_passkey_confirmation",
  "read_email_change",
  "confirm_email_change",
]);
// Ends sessions or never ends: proven elsewhere.
const elsewhere = new Set(["receive_provider_webhook", "sign_out", "follow_events", "remove_totp"]);
// Acts on the whole installation, though the permission exists below it.
const installationWide = new Set(["create_company", "change_retry_caps", "reset_retry_caps"]);
// Belongs to the one who asked, whoever else reaches the place.
const askersOwn = new Set([
  "start_view",
  "withdraw_view",
  "accept_invitation",
  "decline_invitation",
]);
// Holds every currency's name.
const listsCurrencies = new Set(["read_reference", "read_contract", "read_reference_page"]);
// Whose ids the pages of a list are told by.
const pageKeys = {
  list_merchants: "merchant_id",
  list_users: "user_id",
  list_user_logins: "user_id",
  list_audit_entries: "audit_id",
  list_approvals: "approval_id",
  list_batches: "batch_id",
  list_recipients: "recipient_id",
  list_views: "view_id",
  list_own_views: "view_id",
  list_escalations: "escalation_id",
  list_feedback: "feedback_id",
  list_own_feedback: "feedback_id",
  list_review_findings: "finding_id",
  list_access_review_rows: "row_id",
  list_exceptions: "exception_id",
  list_unanswered_operations: "operation_id",
};
const access = { open: 0, pre_session: 1 };

export class Crawl {
  constructor({ world, contract, routes, targets = targetsFor(world) }) {
    Object.assign(this, {
      world,
      contract,
      routes,
      cells: 0,
      wrong: [],
      apart: [],
      leaks: [],
    });
    this.targets = targets;
  }

  async everyOperation(caller) {
    for (const route of this.routes) {
      if (route.surface !== caller.surface || elsewhere.has(route.operation_id)) {
        ++this.cells;
        continue;
      }
      for (const body of this.bodiesOf(route)) await this.everyTarget(caller, route, body);
    }
  }

  bodiesOf(route) {
    if (bodies[route.operation_id]) return bodies[route.operation_id];
    const plain = route.method === "GET" || aboutOneself.has(route.operation_id);
    if (!plain) this.wrong.push(`${route.operation_id} has no body in the crawl`);
    return [{ make: () => (route.method === "GET" ? undefined : {}) }];
  }

  async everyTarget(caller, route, body) {
    const inPath = [...route.path.matchAll(/\{([a-z_]+)\}/g)]
      .map((match) => match[1])
      .filter((kind) => !fixedWords[kind]);
    const kinds = [...inPath, ...(body.ids ?? [])];
    const unknown = kinds.find((kind) => !idOf[kind]?.(this.world, "a1"));
    if (unknown) {
      this.wrong.push(`${route.operation_id}: the crawl has no ids for {${unknown}}`);
      return;
    }
    const outside = new Map();
    for (const target of this.targets) {
      if (kinds.length === 0 && target.name !== "own") continue;
      if (target.mixed && inPath.length < 2) continue;
      ++this.cells;
      const reached = this.reaches(caller, kinds, target);
      const answer = await caller.client.request(
        route.method,
        target.fill(route.path) + (body.query ?? ""),
        body.make(target),
        { "Idempotency-Key": crypto.randomUUID() },
      );
      const where = `${caller.name} ${route.operation_id} ${target.name}`;
      this.judge(where, answer, this.expected(caller, route, body, kinds, reached, target));
      this.taste(caller, route.operation_id, where, answer);
      const touched = kinds.some(
        (kind) => !personal.has(kind) && this.reaches(caller, [kind], target),
      );
      if (!touched && !target.mixed && target.id !== nonsense && target.name !== "own")
        outside.set(target.name, essence(answer));
    }
    const [first, ...others] = outside.entries();
    for (const [name, text] of others)
      if (text !== first[1])
        this.apart.push(
          `${caller.name} ${route.operation_id}: ${first[0]} ${brief(first[1])}, ${name} ${brief(text)}`,
        );
  }

  /** Whether all ids of the target lie in the caller's scope. */
  reaches(caller, kinds, target) {
    if (target.mixed || !target.owner) return false;
    const at = caller.person?.owner ?? "a1";
    return kinds.every((kind) => {
      if (personal.has(kind)) return false;
      if (
        [
          "company_id",
          "role_id",
          "provider_account_id",
          "routing_profile_id",
          "fee_plan_id",
        ].includes(kind)
      )
        return at === `${target.owner[0]}0`;
      return at.endsWith("0") ? at[0] === target.owner[0] : at === target.owner;
    });
  }

  expected(caller, route, body, kinds, reached, target) {
    if (route.access === access.open) return "let in";
    if (caller.out) return [401];
    if (route.access === access.pre_session) return "let in";
    if (caller.half) return [401];
    const aboutSelf = route.permission === "self" || route.permission === "";
    if (!aboutSelf && !caller.permissions.has(route.permission)) return [403];
    if (installationWide.has(route.operation_id)) return [403];
    if (askersOwn.has(route.operation_id)) return [404];
    if (kinds.length === 0 || reached) return "let in";
    return target.mixed ? (body.mixed ?? [404]) : (body.refused ?? [404]);
  }

  judge(where, answer, expected) {
    // Who is asked for a code of the act itself was let in.
    const asked = answer.status === 403 && answer.body?.code === "step_up_required";
    const refused = !asked && ([401, 403, 404].includes(answer.status) || answer.status >= 500);
    const fits = expected === "let in" ? !refused : expected.includes(answer.status);
    if (!fits) this.wrong.push(`${where}: ${answer.status} instead of ${expected}`);
  }

  /** Looks for strangers in everything that arrived. */
  taste(caller, operation, where, answer) {
    const owner = caller.person?.owner ?? "a1";
    const received = `${[...answer.headers].join("\n")}\n${answer.text}`;
    for (const stranger of this.world.canaries.strangersIn(
      received,
      ...visibleTo(owner, this.world),
    ))
      this.leaks.push(`${where}: ${stranger}`);
    if (!listsCurrencies.has(operation) && received.includes(`"${currencyOf.b}"`))
      this.leaks.push(`${where}: the currency of another company`);
    // Colleagues of the whole company are not for a single merchant's people to list.
    const people = /"email":"cnya[02]x/i.test(received);
    if (operation === "list_users" && answer.status === 200 && owner === "a1" && people)
      this.leaks.push(`${where}: people beyond the merchant`);
  }

  /** Every parameter of every list that the caller may read, one at a time, with every value. */
  async everyFilter(caller) {
    for (const route of this.routes.filter((row) => row.surface === "office")) {
      if (route.method !== "GET" || elsewhere.has(route.operation_id)) continue;
      const kinds = [...route.path.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1]);
      if (kinds.some((kind) => !fixedWords[kind] && !idOf[kind])) continue; // told by everyTarget
      const parameters = this.contract.paths[route.path].get.parameters ?? [];
      const base = route.operation_id === "read_dashboard" ? "range=30d&" : "";
      for (const parameter of parameters.map((one) => this.resolve(one))) {
        if (parameter.in !== "query") continue;
        for (const value of this.valuesOf(route, parameter)) {
          ++this.cells;
          const query = `${base}${parameter.name}=${encodeURIComponent(value)}`;
          const own = this.targets[0].fill(route.path);
          const answer = await caller.client.get(`${own}?${query}`);
          const where = `${caller.name} ${route.operation_id} ${query}`;
          if (answer.status >= 500) this.wrong.push(`${where}: ${answer.status}`);
          this.taste(caller, route.operation_id, where, answer);
        }
      }
      await this.sameWhenFiltered(caller, route, parameters);
    }
  }

  resolve(parameter) {
    return parameter.$ref
      ? this.contract.components.parameters[parameter.$ref.split("/").at(-1)]
      : parameter;
  }

  /** Filtering by a foreign id answers as filtering by one that does not exist. */
  async sameWhenFiltered(caller, route, parameters) {
    for (const { name } of parameters.map((one) => this.resolve(one))) {
      if (!idOf[name] || route.path.includes(`{${name}}`)) continue;
      const answers = [];
      for (const target of this.targets.filter((one) => ["other", "absent"].includes(one.name)))
        answers.push(
          essence(
            await caller.client.get(
              `${route.path}?range=30d&${name}=${target.id(name)}`.replace(
                route.operation_id === "read_dashboard" ? "" : "range=30d&",
                "",
              ),
            ),
          ),
        );
      if (answers[0] !== answers[1])
        this.apart.push(
          `${caller.name} ${route.operation_id} by ${name}: ${answers.map(brief).join(", ")}`,
        );
    }
  }

  /** Values for a parameter; one that this knows nothing about is a finding. */
  valuesOf(route, { name, schema }) {
    const { world } = this;
    const ids = (kind) =>
      this.targets.filter((target) => !target.mixed).map((target) => target.id(kind));
    if (schema.enum) return schema.enum;
    if (schema.type === "boolean") return ["true", "false"];
    if (idOf[name]) return ids(name);
    const known = {
      limit: ["200"],
      before: ids(pageKeys[route.operation_id] ?? "payment_id"),
      after: ids(pageKeys[route.operation_id] ?? "payment_id"),
      lifecycle: ["captured", "declined", "captured,declined,processing"],
      method: ["card", "test_payer"],
      decision: ["undecided", "keep", "remove"],
      currency: Object.values(currencyOf),
      amount_min_minor: ["1"],
      amount_max_minor: ["1000000"],
      created_from_at: ["0"],
      created_before_at: [String(Date.now() + 60_000)],
      time_zone_offset_min: ["0", "120"],
      search: this.searches(),
      from_at: ["0"],
      before_at: [String(Date.now() + 60_000)],
      from: ["1"],
      to: ["1"],
      reference: this.searches(),
      actor: ["dispatcher", ...Object.values(world.people).map((person) => person.email)],
      action: ["create_sale", "create_merchant,create_api_key", "create_user"],
      actor_kind: ["user", "api_key"],
      outcome: ["ok", "denied"],
      subject_kind: ["payment", "merchant", "user"],
      subject_id: [...ids("payment_id"), ...ids("merchant_id"), ...ids("user_id")],
      state: ["active", "invited", "open", "open,resolved"],
      created_by: ["me", ...ids("user_id")],
      code: ["1"],
      iss: ["https://id.example"],
      error: ["access_denied"],
      assignee: ["me", "nobody", ...ids("user_id")],
      about: ids("user_id"),
      kind: ["refund", "role_grant"],
      rule: ["mass_export", "role_escalation"],
      role_key: ["viewer", "administrator"],
      second_factor: ["true", "false"],
      signed_in_since: ["0"],
      not_signed_in_since: [String(Date.now() + 60_000)],
      version: ["1"],
    };
    if (!known[name]) this.wrong.push(`${route.operation_id}: no values for ${name} in the crawl`);
    return known[name] ?? [];
  }

  /** What a stranger's things are called, whole and in part. */
  searches() {
    const words = ["cny", "4242", "Shop", "Company"];
    for (const owner of ["a1", "a2", "b1"]) {
      const { merchant, texts, payments } = this.world.merchants[owner];
      words.push(merchant.name, merchant.name.slice(5), ...texts.slice(0, 2), payments[0]);
    }
    return words;
  }
}

const brief = (text) => text.slice(0, 200);

/** An answer without what differs between any two requests. */
function essence(answer) {
  const headers = [...answer.headers]
    .filter(([name]) => !/^(date|x-request-id|set-cookie|x-ratelimit-.*)$/.test(name))
    .map((pair) => pair.join(": "));
  const text = answer.text.replace(/rq_\w+/g, "").replace(/"as_of_at":\d+/g, "");
  return `${answer.status} ${text} ${headers.join("; ")}`;
}
