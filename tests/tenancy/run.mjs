// Protects R-01: no statement reads or changes a table of tenants without saying of which tenant,
// but where somebody looked and wrote down why. Reads the sources alone; a second and no server.
import { readFileSync } from "node:fs";
import path from "node:path";
import { check, conclude, must } from "../lib/checks.mjs";
import { root } from "../lib/installation.mjs";
import { tenantTables, unscopedIn, unscopedStatements } from "./statements.mjs";

const server = path.join(root, "server");
const reviewed = JSON.parse(readFileSync(path.join(import.meta.dirname, "reviewed.json"), "utf8"));
const { tables, found, functions } = unscopedStatements(server);

const counted = (names) => {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};
const known = counted(Object.values(reviewed).flatMap((group) => group.functions));
const now = counted(found.map(({ at }) => at));

await check("the tables of tenants and the statements are found at all", () => {
  for (const name of [
    "payment",
    "merchant",
    "api_key",
    "audit_entry",
    "card",
    "batch",
    "membership",
  ])
    must(tables.has(name), `${name} is no table of tenants`);
  must(tables.size >= 30, `${tables.size} tables`);
  must(functions >= 500, `${functions} statements`);
});

await check("every statement about tenants names its tenant or was looked at", () => {
  const fresh = found.filter(({ at }) => (now.get(at) ?? 0) > (known.get(at) ?? 0));
  const lines = fresh.map(({ at, tables: touched }) => `server/${at} (${touched.join(", ")})`);
  must(
    lines.length === 0,
    `without a tenant, and not in tests/tenancy/reviewed.json:\n${lines.join("\n")}`,
  );
});

await check("nothing stands on the list that is not there any more", () => {
  const gone = [...known].filter(([at, count]) => (now.get(at) ?? 0) < count).map(([at]) => at);
  must(gone.length === 0, gone.join(", "));
});

await check("every group of the list says why", () => {
  for (const [name, { because, functions: listed }] of Object.entries(reviewed)) {
    must(because?.length > 20, `${name} gives no reason`);
    must(listed.length > 0, `${name} is empty`);
    must(listed.join() === [...listed].sort().join(), `${name} is not in order`);
  }
});

// What the reader of sources sees and does not see: each source is one function of a store.
const sources = {
  "a read by id": ['return tx.one("SELECT id FROM payment WHERE id = $1", {id}, read);', true],
  "a join": [
    'return tx.all("SELECT 1 FROM attempt a JOIN payment p ON p.id = a.payment_id", {}, f);',
    true,
  ],
  "a change": ['tx.exec("UPDATE merchant SET state = $2 WHERE id = $1", {id, state});', true],
  "a tenant that is set and not asked for": [
    'tx.exec("UPDATE api_key SET merchant_id = $2 WHERE id = $1", {id, to});',
    true,
  ],
  "a text in two pieces": [
    'tx.all("SELECT id FROM "\n      "payment WHERE state = $1", {s}, f);',
    true,
  ],
  "a constant before it": ["return tx.all(k_select, {}, f);", true],
  "a second statement beside a scoped one": [
    'query.add(" AND merchant_id = ", merchant); tx.all("SELECT 1 FROM payment", {}, f);' +
      ' storage::Query query("SELECT 2 FROM payment WHERE 1 = 1");',
    true,
  ],
  "the scope's own filter": [
    'storage::Query query("SELECT id FROM payment p WHERE 1 = 1"); storage::scope_filter(query, scope, "p");',
    false,
  ],
  "a helper that adds the scope": [
    'storage::Query query("SELECT id FROM payment WHERE 1 = 1"); add_scope(query, scope);',
    false,
  ],
  "the merchant as a value": [
    'return tx.all("SELECT id FROM payment WHERE merchant_id = $1 AND state = 2", {m}, f);',
    false,
  ],
  "a merchant added to a text": [
    'storage::Query query("SELECT id FROM payment WHERE 1 = 1"); query.add(" AND merchant_id = ", m);',
    false,
  ],
  "a table of no tenant": ['return tx.all("SELECT id FROM currency_name", {}, f);', false],
  "an insert": [
    'tx.exec("INSERT INTO payment (id, merchant_id) VALUES ($1, $2)", {id, m});',
    false,
  ],
  "words in a comment": ["// SELECT id FROM payment\n  return 1;", false],
};
for (const [name, [body, unscoped]] of Object.entries(sources))
  await check(`the reader judges rightly: ${name}`, () => {
    const text = `namespace bursar::shop::store {
namespace {
constexpr std::string_view k_select = "SELECT id FROM payment ORDER BY id";
void add_scope(Query& query, const Scope& scope) { storage::scope_filter(query, scope, "p"); }
}  // namespace
std::int64_t sought(Tx& tx, const Scope& scope) {
  ${body}
}
}  // namespace bursar::shop::store
`;
    const names = unscopedIn(text, tenantTables(server)).map((one) => one.name);
    must(names.includes("sought") === unscoped, `found ${names.join(", ") || "nothing"}`);
  });

conclude();
