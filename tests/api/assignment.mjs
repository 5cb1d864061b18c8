// Mass assignment and tenants in bodies: no write operation takes a member it does not document,
// whatever answers show, and a tenant is named in a body only where the list below says why.
import { bodies } from "./bodies.mjs";
import { targetsFor } from "./crawl.mjs";

/** What an attacker would add beside what answers show. */
const tempting = [
  ...["id", "state", "status", "lifecycle", "role", "role_key", "roles", "permissions", "scopes"],
  ...["is_admin", "is_enabled", "owner", "created_at", "created_by", "updated_at", "approved"],
  ...["company_id", "merchant_id", "project_id", "tenant_id", "user_id", "email", "password"],
  ...["amount_minor", "refunded_minor", "fee_minor", "balance_minor", "second_factor"],
  ...["__proto__", "constructor", "actor", "scope", "session", "approvals", "risk_score"],
];

const places = ["company_id", "merchant_id", "project_id"];
/** Requests where a body names a tenant: the place of what is made, checked against the scope. */
const namesTenant = {
  create_merchant: ["company_id"],
  create_user: ["company_id", "merchant_id", "project_id"],
  invite_user: ["company_id", "merchant_id", "project_id"],
  add_membership: ["company_id", "merchant_id", "project_id"],
  transfer_user: ["from", "to"].flatMap((side) => places.map((name) => `${side}.${name}`)),
  create_api_key: ["project_id"],
  create_role: ["company_id"],
  create_approval_policy: ["company_id", "merchant_id"],
  create_provider_account: ["company_id"],
  create_fee_plan: ["company_id"],
  compare_fees: ["merchant_id"],
  create_routing_profile: ["company_id", "merchant_id"],
  try_routing: ["merchant_id"],
  ask_view: ["company_id", "merchant_id"],
  create_escalation: ["merchant_id"],
};
const tenantName = /^(company|merchant|project|tenant|account_holder)(_id|Id)?s?$/;

/** Out of this caller's reach, or refused before the body: what they act on has to be there. */
const elsewhere = new Set([
  "start_access_review",
  "decide_access_rows",
  "sign_access_review",
  "update_security_policy",
  "send_test_message",
  "answer_operation_code",
  "answer_operation_passkey",
  "answer_feedback",
  "close_review_finding",
  "resolve_exception",
  "assign_bank_line",
  "put_bank_line_aside",
]);

/** Read with the place, and refused there: nobody looks at a single project. */
const readTogether = { ask_view: ["project_id"] };

/** A schema without references, as far down as objects go. */
function resolve(contract, schema, depth = 0) {
  if (!schema || depth > 6) return {};
  if (schema.$ref)
    return resolve(contract, contract.components.schemas[schema.$ref.split("/").at(-1)], depth + 1);
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  const merged = { ...(schema.properties ?? {}) };
  for (const part of parts)
    Object.assign(merged, resolve(contract, part, depth + 1).properties ?? {});
  return { ...schema, properties: merged };
}

function fieldsOf(contract, schema, depth = 0) {
  const { properties, items } = resolve(contract, schema);
  const names = Object.keys(properties ?? {});
  if (depth < 2) {
    for (const one of Object.values(properties ?? {}))
      names.push(...fieldsOf(contract, one, depth + 1));
    if (items) names.push(...fieldsOf(contract, items, depth + 1));
  }
  return names;
}

function pathsOf(contract, schema, prefix = "", depth = 0) {
  const { properties, items } = resolve(contract, schema);
  const paths = [];
  for (const [name, one] of Object.entries(properties ?? {})) {
    paths.push(prefix + name);
    if (depth < 3) paths.push(...pathsOf(contract, one, `${prefix}${name}.`, depth + 1));
  }
  if (items && depth < 3) paths.push(...pathsOf(contract, items, prefix, depth + 1));
  return paths;
}

const requestSchema = (definition) => definition.requestBody?.content?.["application/json"]?.schema;

function answerSchema(definition) {
  for (const status of ["200", "201", "202"])
    if (definition.responses[status]?.content)
      return Object.values(definition.responses[status].content)[0].schema;
  return {};
}

/** Operations of the contract that take a body. */
function writing(contract) {
  const found = [];
  for (const [route, item] of Object.entries(contract.paths))
    for (const [method, definition] of Object.entries(item))
      if (requestSchema(definition))
        found.push({ route, method: method.toUpperCase(), definition });
  return found;
}

/** Names of tenants in request bodies against the list. */
export function checkTenantFields({ check, contract }) {
  return check("no request names a tenant but where the list says so", () => {
    const wrong = [];
    const unused = new Set(Object.keys(namesTenant));
    for (const { definition } of writing(contract)) {
      const id = definition.operationId;
      const listed = namesTenant[id] ?? [];
      const named = pathsOf(contract, requestSchema(definition)).filter((path) =>
        tenantName.test(path.split(".").at(-1)),
      );
      unused.delete(id);
      for (const path of named) if (!listed.includes(path)) wrong.push(`${id} takes ${path}`);
    }
    for (const id of unused) wrong.push(`${id} is listed and takes no body`);
    if (wrong.length) throw new Error(wrong.join("; "));
  });
}

/** Each member in turn, added to a body that would be accepted. */
async function postBack({ contract, client, target, one }) {
  const { definition, route, method } = one;
  const known = new Set(Object.keys(resolve(contract, requestSchema(definition)).properties));
  const names = new Set([...fieldsOf(contract, answerSchema(definition)), ...tempting]);
  const wrong = [];
  let tried = 0;
  for (const body of bodies[definition.operationId]) {
    for (const name of names) {
      if (known.has(name) || readTogether[definition.operationId]?.includes(name)) continue;
      // Written by hand: an object would take "__proto__" for itself.
      const text = JSON.stringify(body.make(target) ?? {});
      const more = `${JSON.stringify(name)}:${JSON.stringify(`${name} of somebody`)}`;
      const answer = await client.request(
        method,
        target.fill(route) + (body.query ?? ""),
        text === "{}" ? `{${more}}` : `${text.slice(0, -1)},${more}}`,
        { "Idempotency-Key": crypto.randomUUID() },
      );
      ++tried;
      const { code, field } = answer.body ?? {};
      const refused = code === "unknown_member" && (field === name || field === undefined);
      if (!refused)
        wrong.push(`${definition.operationId} with ${name}: ${answer.status} ${answer.text}`);
    }
  }
  return { wrong, tried };
}

const number = "4111 1111 1111 1111";
/** Take a card. */
const takesCards = new Set(["create_payment", "create_payout"]);

/** A card number in each text of a body that would be accepted. */
export async function checkCardNumbers({ check, contract, world, client }) {
  const [own] = targetsFor(world);
  let tried = 0;
  await check("no text of the office takes a card number", async () => {
    const wrong = [];
    for (const { definition, route, method } of writing(contract)) {
      const id = definition.operationId;
      if (!bodies[id] || takesCards.has(id)) continue;
      const [body] = bodies[id];
      const { properties } = resolve(contract, requestSchema(definition));
      const texts = Object.keys(properties).filter((name) =>
        [resolve(contract, properties[name]).type].flat().includes("string"),
      );
      for (const name of texts) {
        const answer = await client.request(
          method,
          own.fill(route) + (body.query ?? ""),
          { ...body.make(own), [name]: number },
          { "Idempotency-Key": crypto.randomUUID() },
        );
        ++tried;
        const { code, field } = answer.body ?? {};
        const refused = code === "card_number_not_allowed" && field === name;
        if ((!refused && answer.status !== 403) || answer.text.includes("1111 1111"))
          wrong.push(`${id} ${name}: ${answer.status} ${code}`);
      }
    }
    if (wrong.length) throw new Error(`${wrong.length}: ${wrong.slice(0, 6).join("; ")}`);
    if (tried < 80) throw new Error(`${tried} tries`);
  });
}

export async function checkAssignment({ check, contract, world, client }) {
  const [own] = targetsFor(world);
  let tried = 0;
  for (const one of writing(contract)) {
    const id = one.definition.operationId;
    if (!bodies[id] || elsewhere.has(id)) continue; // about oneself alone, or told by the crawl
    await check(`no undocumented member is taken: ${id}`, async () => {
      const done = await postBack({ contract, client, target: own, one });
      tried += done.tried;
      if (done.wrong.length)
        throw new Error(`${done.wrong.length}: ${done.wrong[0].slice(0, 300)}`);
    });
  }
  await check("undocumented members were tried at all", () => {
    if (tried < 1_000) throw new Error(`${tried} tries`);
  });
}
