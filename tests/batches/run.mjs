// A batch on two servers that share one PostgreSQL database, killed again and again while it runs:
// every line is paid once, at the provider as well, and the independent check finds nothing.
// Usage: node tests/batches/run.mjs [--lines N] [--per-second N] [--kills N]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bursar, Installation, sampleSale, simulator } from "../lib/installation.mjs";
import { Program, run } from "../lib/process.mjs";
import { totp } from "../lib/totp.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const lines = option("lines", 300);
const per_second = option("per-second", 200);
const kills = option("kills", 3);
/** Of what one sale leaves, so that the balance covers any number of lines. */
const amount = Math.floor(700_000 / lines);
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};
const rest = (wait_ms) => new Promise((resolve) => setTimeout(resolve, wait_ms));
const postgres_script = fileURLToPath(new URL("../../server/testing/postgres.sh", import.meta.url));
const place = mkdtempSync(path.join(os.tmpdir(), "bursar-batches-"));
const postgres = path.join(os.tmpdir(), `bursar-batches-postgres-${process.pid}`);
const database = execFileSync(postgres_script, ["start", postgres, String(process.pid)])
  .toString()
  .trim();
const sql = (text) => execFileSync("psql", [database, "-qAtc", text]).toString().trim();
const programs = [];

function folder_of(name, node, folder = path.join(place, name)) {
  mkdirSync(folder, { recursive: true });
  const settings = `node = ${node}\nbatch_lines_per_s = ${per_second}\n`;
  writeFileSync(path.join(folder, "bursar.toml"), settings);
  return folder;
}

async function serve(folder, keys, sim) {
  const program = new Program(bursar, [
    ...["serve", "--data", folder, "--database", database, "--office-port", "0", "--api-port", "0"],
    ...["--master-key-file", path.join(keys, "secrets", "master.key")],
    ...["--simulator-url", sim.url, "--simulator-key", sim.key, "--no-rate-limits"],
  ]);
  programs.push(program);
  const [, office] = await program.line(/office\s+(http:\S+)/);
  const [, api] = await program.line(/payments\s+(http:\S+)\/v1/);
  return { program, office, api };
}

/** A private PostgreSQL that syncs its commits, as the product demands. */
function sync_commits() {
  for (const name of ["fsync", "full_page_writes", "synchronous_commit"])
    sql(`ALTER SYSTEM SET ${name} = on`);
  sql("SELECT pg_reload_conf()");
}

/** Money of a sale, taken for settled. */
async function fund(installation, made, serve_again) {
  const order = sampleSale(made.merchant.merchant_id, "fund", { amount: 900_000, currency: "EUR" });
  const sale = await made.api.post("/v1/payment/sale", order);
  await made.api.until(sale.body.transaction.id, (one) => one.status === "SUCCESS");
  await installation.one.program.stop();
  sql("UPDATE pending_maturity SET due_at = 0 WHERE matured_at IS NULL");
  await serve_again();
}

async function confirm(office, secret, batch) {
  const target = `/api/batches/${batch.batch_id}/confirm`;
  const body = { content_hash: batch.content_hash };
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  const asked = await office.post(target, body, headers);
  must(asked.body?.code === "step_up_required", asked.text);
  const id = asked.body.details.operation_code_id;
  sql("UPDATE user_account SET totp_last_step = 0");
  const proven = await office.post(`/api/operation_codes/${id}/answer`, { code: totp(secret) });
  must(proven.status === 204, proven.text);
  const started = await office.post(target, body, { ...headers, "X-Operation-Code": id });
  must(started.status === 200, started.text);
}

async function main() {
  sync_commits();
  const sim_program = new Program(simulator, [
    ...["--port", "0", "--decline-ppm", "0"],
    ...["--latency-p50-ms", "20", "--latency-p95-ms", "60"],
  ]);
  programs.push(sim_program);
  const [, url, key] = await sim_program.line(/listening on (http:\S+) key=(\S+)/);
  const sim = { url, key };
  const first = await Installation.create({ database });
  folder_of("first", 1, first.folder);
  const keys = first.folder;
  const second_folder = folder_of("second", 2);
  first.one = await serve(first.folder, keys, sim);
  Object.assign(first, { office: first.one.office, api: first.one.api });
  const office = await first.signUp();
  const made = await first.createMerchant(office);
  await fund(first, made, async () => {
    first.one = await serve(first.folder, keys, sim);
  });
  const two = await serve(second_folder, keys, sim);
  office.base = two.office;
  const { merchant_id } = made.merchant;
  const available = async () => {
    const { rows } = (await office.get(`/api/merchants/${merchant_id}/balances`)).body;
    return rows.find((row) => row.account === "merchant_available")?.balance_minor ?? 0;
  };
  while ((await available()) === 0) await rest(25);

  const line = (_, at) => `p-${at},${amount},EUR,DE89370400440532013000,Ada Lovelace`;
  const text = `payment_id,amount,currency,iban,holder\n${Array.from({ length: lines }, line).join("\n")}\n`;
  const uploaded_at = performance.now();
  const query = "kind=payout&file_name=payouts.csv";
  const batch = await office.mustPost(`/api/merchants/${merchant_id}/batches?${query}`, text);
  const target = `/api/batches/${batch.batch_id}`;
  const read = async () => (await office.get(target)).body;
  while ((await read()).state !== "ready") await rest(20);
  const checked_s = (performance.now() - uploaded_at) / 1_000;
  const started_at = performance.now();
  await confirm(office, first.totpSecret, await read());
  const left = ({ tallies }) => tallies.find((one) => one.state === "valid")?.lines ?? 0;
  for (let killed = 0; killed < kills; ++killed) {
    const goal = lines - ((killed + 1) * lines) / (kills + 1);
    while (left(await read()) > goal) await rest(5);
    await first.one.program.kill();
    first.one = await serve(first.folder, keys, sim);
  }
  let now = await read();
  let carried_out_s;
  for (const deadline = Date.now() + 120_000; now.state === "processing"; now = await read()) {
    if (left(now) === 0) carried_out_s ??= (performance.now() - started_at) / 1_000;
    must(Date.now() < deadline, JSON.stringify(now.tallies));
    await rest(20);
  }
  must(now.state === "completed", JSON.stringify(now));
  const payouts = Number(sql("SELECT COUNT(*) FROM payment WHERE kind = 2"));
  must(payouts === lines, `${payouts} payouts for ${lines} lines`);
  await everyEffectOnce(sim, lines);
  for (const program of programs) await program.stop();
  const where = ["--data", first.folder, "--database", database];
  const verdict = await run(bursar, ["verify", ...where], { codes: [0, 1] });
  must(/every invariant holds/.test(verdict), verdict);
  const done_s = (performance.now() - started_at) / 1_000;
  const per_s = (seconds) => Math.round(lines / seconds);
  const figures = [`checked ${per_s(checked_s)}/s`, `ended ${per_s(done_s)}/s`];
  if (carried_out_s) figures.push(`carried out ${per_s(carried_out_s)}/s`);
  console.log(`${lines} lines, ${kills} kills: each once; ${figures.join(", ")}`);
  rmSync(first.folder, { recursive: true, force: true });
}

/** The book of the world outside: as many payouts as lines, and no reference twice. */
async function everyEffectOnce(sim, wanted) {
  const effects = [];
  for (let after = 0; after !== null; ) {
    const answer = await fetch(`${sim.url}/v1/book/effects?limit=10000&after=${after}`, {
      headers: { Authorization: `Bearer ${sim.key}` },
    });
    must(answer.status === 200, `the book answered ${answer.status}`);
    const page = await answer.json();
    effects.push(...page.effects);
    after = page.next_after;
  }
  const payouts = effects.filter((one) => one.kind === "payout");
  const references = new Set(payouts.map((one) => one.reference));
  must(payouts.length === wanted, `${payouts.length} payouts at the provider, ${wanted} lines`);
  must(references.size === wanted, "a payout was carried out twice");
}

let failed;
try {
  await main();
} catch (error) {
  failed = error;
  console.log(`FAILED ${error.stack}`);
} finally {
  for (const program of programs) await program.stop();
  execFileSync(postgres_script, ["stop", postgres]);
  rmSync(place, { recursive: true, force: true });
}
console.log(failed ? "0 passed, 1 failed" : "1 passed, 0 failed");
process.exitCode = failed ? 1 : 0;
