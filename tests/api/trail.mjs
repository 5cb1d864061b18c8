// The trail against the catalogue of events (api/audit_events.json): everything the walks asked
// for, done or refused, must have left exactly the entries that the catalogue names. The entries
// are read from the database of each installation when it has stopped.
import { readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { root, watchers } from "../lib/installation.mjs";

const catalogue = JSON.parse(readFileSync(path.join(root, "api", "audit_events.json"), "utf8"));
const outcome = { ok: 1, denied: 2 };
const writing = new Set(["POST", "PUT", "PATCH", "DELETE"]);
/** Refusals for lack of a right; what asks for a proof first, or for a fresh token, is none. */
const denials = new Set(["permission_missing", "not_in_view", "view_only", "phone_required"]);
/** An act kept for somebody else's consent, and one carried out when nobody's was needed. */
const gated = { kept: "request_approval", carriedOut: "execute_request" };

const answers = [];
const entries = new Map();

/** Begins to watch all clients and installations of this process. */
export function watchTrail() {
  watchers.answer = ({ method, target, status, headers, body }) =>
    answers.push({
      ...{ method, target, status, body },
      request: headers.get("x-request-id"),
      replayed: headers.has("idempotent-replayed"),
    });
  watchers.end = (folder) => {
    const db = new DatabaseSync(path.join(folder, "sandbox.db"), { readOnly: true });
    const columns = "request_id, action, outcome, impersonator_key IS NOT NULL AS impersonator_key";
    for (const row of db.prepare(`SELECT ${columns} FROM audit_entry`).iterate())
      entries.set(row.request_id, [...(entries.get(row.request_id) ?? []), row]);
    db.close();
  };
}

/** The catalogue names every operation that writes, and nothing else. */
function catalogueProblems(routes) {
  const problems = [];
  const named = { ...catalogue.writes, ...catalogue.silent };
  const asked = new Set(routes.filter(({ method }) => writing.has(method)).map(idOf));
  for (const id of asked) if (!named[id]) problems.push(`${id} has no row`);
  for (const id of Object.keys(named))
    if (!asked.has(id)) problems.push(`${id} has a row and is no writing operation`);
  for (const id of Object.keys(catalogue.silent))
    if (catalogue.writes[id]) problems.push(`${id} has two rows`);
  return problems;
}

const idOf = (route) => route.operation_id;

function finder(routes) {
  const shapes = routes.map((route) => ({
    route,
    method: route.method.toUpperCase(),
    fixed: !route.path.includes("{"),
    pattern: new RegExp(`^${route.path.replaceAll(".", "\\.").replace(/\{[^}]+\}/g, "[^/]+")}$`),
  }));
  return ({ method, target }) => {
    const pathname = target.split("?")[0];
    const fits = shapes.filter((one) => one.method === method && one.pattern.test(pathname));
    return (fits.find((one) => one.fixed) ?? fits[0])?.route;
  };
}

/** What is wrong with the entries of a writing operation that was done; "" when nothing is. */
function judgeDone(row, found, replayed) {
  const done = found.filter((entry) => entry.action === row.action);
  // What is on record and waits has both entries.
  const own = done.length > 0 ? done : found.filter((entry) => entry.action === gated.kept);
  if (replayed) return found.length === 0 ? "" : "a repeat left an entry";
  if (own.length === 0) return row.may_be_nothing ? "" : `no entry ${row.action}`;
  if (own.length > 1) return `${own.length} entries ${row.action}`;
  const others = found.filter((entry) => entry !== own[0]);
  const allowed = new Set([...(row.with ?? []), gated.carriedOut]);
  const strange = others.find((entry) => !allowed.has(entry.action) && !allowed.has("*"));
  if (strange) return `also an entry ${strange.action}`;
  if (own[0].outcome !== outcome.ok && row.outcome !== "any") return "its entry is no success";
  return "";
}

/** What is wrong with the entries of a refusal; "" when nothing is. */
function judgeRefused(id, row, answer, found) {
  const acted = found.filter(
    (entry) => entry.outcome === outcome.ok && !/^(void_request|read_customer)$/.test(entry.action),
  );
  if (acted.length > 0) return `refused, and yet an entry ${acted[0].action}`;
  const code = answer.body?.code ?? answer.body?.error?.code;
  const lacksRight =
    answer.status === 403 && (denials.has(code) || code === "insufficient_permissions");
  const denied = found.filter((entry) => entry.outcome === outcome.denied);
  if (!lacksRight && code !== "login_failed") return "";
  const names = [id, row?.action];
  if (denied.length === 1 && names.includes(denied[0].action)) return "";
  return `${code} left ${denied.map((entry) => entry.action).join(", ") || "no denial"}`;
}

/** What is wrong with the entries of a reading that was done; "" when nothing is. */
function judgeRead(id, found) {
  // Whoever looks as somebody else leaves an entry for every page.
  const asSomebody = found.every((entry) => entry.action === id && entry.impersonator_key);
  const wanted = catalogue.reads[id];
  if (!wanted) return asSomebody ? "" : `an entry ${found[0].action}`;
  if (found.length === 0 && wanted.may_be_nothing) return "";
  const own = found.filter((entry) => entry.action === wanted.action);
  const fits = own.length === 1 || (own.length > 1 && wanted.each);
  return fits || asSomebody ? "" : `${own.length} entries ${wanted.action}`;
}

function judge(id, method, answer, found) {
  if (answer.status >= 500) return "";
  if (answer.status >= 300) return judgeRefused(id, catalogue.writes[id], answer, found);
  if (!writing.has(method)) return judgeRead(id, found);
  if (catalogue.writes[id]) return judgeDone(catalogue.writes[id], found, answer.replayed);
  return found.length === 0 ? "" : `an entry ${found[0].action}`;
}

/** To be asked when all installations have stopped. `elsewhere` is not seen succeeding here. */
export async function checkTrail({ check, routes, elsewhere }) {
  const known = routes.map((route) => ({ ...route, method: route.method.toUpperCase() }));
  await check("the catalogue of events names every writing operation", () => {
    const problems = catalogueProblems(known);
    if (problems.length) throw new Error(problems.join("; "));
  });
  const find = finder(known);
  const wrong = new Map();
  const left = new Set();
  let judged = 0;
  for (const answer of answers) {
    const route = find(answer);
    if (!route) continue;
    const found = entries.get(answer.request) ?? [];
    const id = idOf(route);
    const problem = judge(id, route.method, answer, found);
    ++judged;
    if (answer.status < 300 && found.length > 0) left.add(id);
    if (problem) wrong.set(`${id}: ${problem}`, (wrong.get(`${id}: ${problem}`) ?? 0) + 1);
  }
  await check("everything done or refused left exactly its entries", () => {
    if (judged < 5_000) throw new Error(`${judged} answers were judged`);
    if (wrong.size)
      throw new Error([...wrong].map(([what, count]) => `${what} (${count})`).join("; "));
  });
  await check("every event of the catalogue was seen", () => {
    const unseen = [...Object.keys(catalogue.writes), ...Object.keys(catalogue.reads)].filter(
      (id) => !left.has(id) && !elsewhere.has(id),
    );
    if (unseen.length) throw new Error(unseen.join(", "));
  });
}
