// What the tools from outside are let loose on: a fresh installation with a person, a merchant and
// payments, and the addresses in it that take parameters, read from its own contract.
import { appendFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { Installation, root, sampleSale } from "../lib/installation.mjs";

/** Where the reports of the tools are left. */
export const reports = path.join(root, "build", "probe");
mkdirSync(reports, { recursive: true });

/** Plausible values, so that a request gets as far as the query it leads to. */
const values = { integer: "10", number: "10", boolean: "true", string: "active" };

function parametersOf(contract, operation) {
  const all = (operation.parameters ?? []).map((one) =>
    one.$ref ? contract.components.parameters[one.$ref.split("/").at(-1)] : one,
  );
  return all.filter((one) => one.in === "query");
}

function plausible(parameter, ids) {
  const schema = parameter.schema ?? {};
  const first = schema.enum?.[0] ?? schema.items?.enum?.[0];
  return String(
    ids[parameter.name] ?? parameter.example ?? first ?? values[schema.type] ?? "active",
  );
}

/**
 * Every reading operation of the office, once for each parameter: beside another that is refused,
 * a parameter would never reach its query.
 */
function readingTargets(contract, ids) {
  const targets = [];
  for (const [route, { get: operation }] of Object.entries(contract.paths)) {
    if (!operation || !route.startsWith("/api/") || /\/(live|feed)\b|\.csv|export/.test(route))
      continue;
    const at = route.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? "1");
    const parameters = parametersOf(contract, operation);
    const name = operation.operationId;
    if (parameters.length === 0) targets.push({ name, path: at, query: "" });
    for (const one of parameters)
      targets.push({
        name: `${name}.${one.name}`,
        path: at,
        query: `?${one.name}=${encodeURIComponent(plausible(one, ids))}`,
      });
  }
  return targets;
}

/** Ids of rows that are there, by the name that paths give them. */
async function idsOf(office, world) {
  const first = async (where, name) => (await office.get(where)).body.rows?.[0]?.[name];
  return {
    payment_id: await first("/api/payments", "payment_id"),
    entry_id: await first("/api/audit_entries", "entry_id"),
    user_id: (await office.get("/api/session")).body.user.user_id,
    merchant_id: world.merchant.merchant_id,
    company_id: world.company.company_id,
    permission: "payments:read",
  };
}

/** Starts it; `stop` ends it. `cookie` and `csrf` are those of a signed-in administrator. */
export async function openStage({ arguments_ = [], settings = "" } = {}) {
  const installation = await Installation.create({ arguments_ });
  appendFileSync(path.join(installation.folder, "bursar.toml"), settings);
  await installation.serve();
  const office = await installation.signUp();
  const world = await installation.createMerchant(office, "Probe Shop");
  for (let i = 0; i < 5; ++i)
    await world.api.post("/v1/payment/sale", sampleSale(world.merchant.merchant_id, `probe-${i}`));
  const contract = (await office.get("/api/openapi.json")).body;
  return {
    installation,
    office,
    world,
    contract,
    targets: readingTargets(contract, await idsOf(office, world)),
    cookie: [...office.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    csrf: office.csrf,
    stop: () => installation.stop(),
  };
}

/** Whether a tool is there; `./dev probe` installs them. */
export const has = (tool) =>
  process.env.PATH.split(":").some((folder) => existsSync(path.join(folder, tool)));
