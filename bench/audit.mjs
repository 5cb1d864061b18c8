// Searches in a trail of millions of entries through the office API, the speed of sealing them, and
// of the offline verification. The generated installation is deleted afterwards unless --keep.
import { mkdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { bursar, demoPassword, Installation, root } from "../tests/lib/installation.mjs";
import { run } from "../tests/lib/process.mjs";
import { bin, load, option, print, rounded, sessionCookie } from "./measure.mjs";

const limit_ms = 300;
const day_ms = 86_400_000;

async function generate(folder, rows) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ["--payments", "200", "--days", "5", "--password", demoPassword];
  await run(bursar, ["generate", "--data", folder, ...args]);
  const begin = performance.now();
  await run(path.join(bin, "audit_rows"), [path.join(folder, "sandbox.db"), String(rows)]);
  const seconds = rounded((performance.now() - begin) / 1000, 1);
  const file_mb = Math.round(statSync(path.join(folder, "sandbox.db")).size / 1e6);
  print({ bench: "audit_generate", entries: rows, seconds, file_mb });
}

/** Waits until everything written before is sealed. */
async function seal(office) {
  const begin = performance.now();
  const trail = async () => (await office.get("/api/audit_trail")).body;
  const first = await trail();
  const from = first.checkpoint?.tree_size ?? 0;
  const entries = first.entries - 1_000; // the last ones wait for their minute
  for (;;) {
    const size = (await trail()).checkpoint?.tree_size ?? 0;
    const seconds = (performance.now() - begin) / 1000;
    if (size >= entries) {
      const per_s = Math.round((size - from) / seconds);
      print({ bench: "audit_seal", entries: size - from, seconds: rounded(seconds, 1), per_s });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function targets(office) {
  const rows = async (query) => (await office.get(`/api/audit_entries?${query}`)).body.rows;
  const now = Date.now();
  const old = `from_at=${now - 300 * day_ms}&before_at=${now - 299 * day_ms}`;
  const [deep] = await rows(`limit=1&before_at=${now - 398 * day_ms}`);
  const [sale] = await rows("action=create_sale&limit=1");
  const merchants = (await office.get("/api/merchants?limit=200")).body.rows;
  const merchant = `merchant_id=${sale.merchant_id}`;
  const rare = `merchant_id=${merchants[0].merchant_id}`;
  return {
    page_1: "",
    page_deep: `before=${deep.audit_id}`,
    days_old: old,
    merchant,
    merchant_rare: rare,
    merchant_old: `${merchant}&${old}`,
    actor: "actor=person17@bursar.example&actor_kind=user",
    actor_of_any_kind: "actor=person17@bursar.example",
    actor_absent: "actor=nobody@bursar.example",
    people: "actor_kind=user",
    api_keys: "actor_kind=api_key",
    action_common: "action=create_sale",
    action_rare: "action=rotate_api_key",
    actions: "action=rotate_api_key,update_merchant",
    outcome_denied: "outcome=denied",
    outcome_error: "outcome=error",
    subject: `subject_id=${sale.subject_id}`,
    subject_kind: "subject_kind=user",
    subject_kind_absent: "subject_kind=company",
    search_id: `search=${sale.subject_id.slice(0, 12)}`,
    search_person: "search=person17",
    search_absent: "search=no-such-thing",
    merchant_action: `${merchant}&action=update_merchant`,
    merchant_rare_action: `${rare}&action=rotate_api_key`,
    merchant_never: `${merchant}&action=sign_in`,
    actor_denied: "actor=person17@bursar.example&actor_kind=user&outcome=denied",
    actor_merchant: `actor=person17@bursar.example&actor_kind=user&${merchant}`,
    denied_old: `outcome=denied&${old}`,
    people_never: "actor_kind=user&action=create_sale",
    everything: `${merchant}&action=create_refund&outcome=ok&actor_kind=user&${old}`,
  };
}

export async function audit() {
  const rows = Number(option("rows", 1_000_000));
  const folder = path.join(root, "build", "bench", `audit-${rows}`);
  await generate(folder, rows);
  const installation = new Installation();
  const arguments_ = ["--no-rate-limits", "--no-dispatch"];
  Object.assign(installation, { folder, keep: true, arguments_ });
  try {
    await installation.serve();
    const office = await installation.signInDemo();
    await seal(office);
    const headers = [`Cookie: ${sessionCookie(office)}`, "Sec-Fetch-Site: same-origin"];
    const port = new URL(installation.office).port;
    for (const [name, query] of Object.entries(await targets(office))) {
      const target = `/api/audit_entries?${query}`;
      const answer = (await office.get(target)).body;
      const plan = { port, connections: 1, requests: 60, seconds: 20, target, headers };
      const line = await load(plan);
      const [p50_ms, p95_ms] = [line.p50_us / 1000, line.p95_us / 1000];
      const found = answer.rows.length;
      const stopped = found < 50 && answer.has_older;
      print({
        bench: "audit",
        rows,
        name,
        found,
        stopped,
        p50_ms,
        p95_ms,
        holds: p95_ms < limit_ms,
      });
    }
    await installation.server.stop();
    const begin = performance.now();
    const output = await run(bursar, ["verify", "--audit", "--data", folder]);
    const seconds = rounded((performance.now() - begin) / 1000, 1);
    print({ bench: "audit_verify", rows, seconds, verified: /verified:/.test(output) });
  } finally {
    await installation.stop();
    if (!process.argv.includes("--keep")) rmSync(folder, { recursive: true, force: true });
  }
}
