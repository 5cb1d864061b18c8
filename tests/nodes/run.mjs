// Several servers on one PostgreSQL database: each has a node number of its own, one that starts
// leaves the calls of a living one alone, one that was killed takes up its own at once, and what
// ends at one of them ends at all.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { check, conclude, must } from "../lib/checks.mjs";
import {
  bursar,
  Installation,
  MerchantClient,
  sampleSale,
  simulator,
} from "../lib/installation.mjs";
import { Program } from "../lib/process.mjs";
import { checkStreams } from "./streams.mjs";

const latency_ms = 2_500;
const postgres_script = fileURLToPath(new URL("../../server/testing/postgres.sh", import.meta.url));

const place = mkdtempSync(path.join(os.tmpdir(), "bursar-nodes-"));
const postgres = path.join(os.tmpdir(), `bursar-nodes-postgres-${process.pid}`);

/** A private PostgreSQL that syncs its commits, as the product demands. */
function start_postgres() {
  const url = execFileSync(postgres_script, ["start", postgres, String(process.pid)]);
  for (const name of ["fsync", "full_page_writes", "synchronous_commit"])
    execFileSync("psql", [
      "-qh",
      postgres,
      "-U",
      "postgres",
      "-c",
      `ALTER SYSTEM SET ${name} = on`,
    ]);
  execFileSync("psql", ["-qh", postgres, "-U", "postgres", "-c", "SELECT pg_reload_conf()"]);
  return url.toString().trim();
}

function folder_of(name, node) {
  const folder = path.join(place, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "bursar.toml"), `node = ${node}\n`);
  return folder;
}

const database = start_postgres();
const first = await Installation.create({ database });
writeFileSync(path.join(first.folder, "bursar.toml"), "node = 1\n");
const second_folder = folder_of("second", 2);
const sim = new Program(simulator, [
  ...["--port", "0", "--decline-ppm", "0"],
  ...["--latency-p50-ms", String(latency_ms), "--latency-p95-ms", String(latency_ms)],
]);
const programs = [];

/** Starts a server on a data directory; it has the database and the keys of the first. */
function start(folder) {
  const program = new Program(bursar, [
    ...["serve", "--data", folder, "--database", database, "--office-port", "0", "--api-port", "0"],
    ...["--master-key-file", path.join(first.folder, "secrets", "master.key")],
    ...["--simulator-url", sim_url, "--simulator-key", sim_key, "--no-rate-limits"],
  ]);
  programs.push(program);
  return program;
}
async function serve(folder) {
  const program = start(folder);
  const [, office] = await program.line(/office\s+(http:\S+)/);
  const [, api] = await program.line(/payments\s+(http:\S+)\/v1/);
  return { program, office, api };
}
/** Why a server did not start. */
async function refusal(folder) {
  const program = start(folder);
  const how = await program.ended;
  must(how.code === 2, `ended with ${JSON.stringify(how)}: ${program.output}`);
  return program.output;
}

const [, sim_url, sim_key] = await sim.line(/listening on (http:\S+) key=(\S+)/);
let orders = 0;
let office;
let merchant;
let key;
const shown = async (id) => (await office.get(`/api/payments/${id}`)).body.payment;
const is_final = (payment) => ["captured", "declined", "failed"].includes(payment.lifecycle);

/** Sales accepted by one server, each with its call under way. */
async function sales_under_way(server, count) {
  const api = new MerchantClient(server.api, key);
  const ids = [];
  for (let i = 0; i < count; ++i) {
    const answer = await api.post("/v1/payment/sale", sampleSale(merchant, `order-${++orders}`));
    must(answer.status === 201, answer.text);
    ids.push(answer.body.transaction.id);
  }
  for (const id of ids) while ((await shown(id)).lifecycle !== "processing");
  return ids;
}
/** Waits for the end of these payments; returns how many were in doubt on the way. */
async function settle(ids) {
  const doubted = new Set();
  const open = new Set(ids);
  for (const deadline = Date.now() + 60_000; open.size > 0; ) {
    for (const id of open) {
      const payment = await shown(id);
      if (payment.in_doubt) doubted.add(id);
      else if (is_final(payment)) open.delete(id);
    }
    must(Date.now() < deadline, `${open.size} payments are not settled`);
  }
  return doubted.size;
}

try {
  let one = await serve(first.folder);
  Object.assign(first, { office: one.office, api: one.api });
  office = await first.signUp();
  const made = await first.createMerchant(office);
  merchant = made.merchant.merchant_id;
  key = made.api.key;
  let two;

  await check("a starting server leaves the calls of a living one alone", async () => {
    const ids = await sales_under_way(one, 4);
    two = await serve(second_folder);
    must((await settle(ids)) === 0, "payments of the living server were put in doubt");
  });

  const { merchant_id, company_id } = made.merchant;
  const slowest = await checkStreams({
    check,
    office,
    servers: [one.office, two.office],
    merchant_id,
    company_id,
  });
  console.log(`streams: the slowest ended after ${Math.round(slowest)} ms`);
  office.base = one.office;

  await check("a node number has one holder", async () => {
    const output = await refusal(folder_of("twin", 2));
    must(/node 2 is held by the server at \S+second until/.test(output), output);
  });

  await check("a data directory has one server", async () => {
    const output = await refusal(first.folder);
    must(/another server runs on the data directory/.test(output), output);
  });

  await check("a killed server takes up its own calls at once, and only those", async () => {
    // The office is asked at the second server, which goes on.
    office.base = two.office;
    const own = await sales_under_way(one, 3);
    const other = await sales_under_way(two, 3);
    await one.program.kill();
    one = await serve(first.folder);
    const doubted = await Promise.all([settle(own), settle(other)]);
    must(doubted[0] === own.length, `${doubted[0]} of ${own.length} orphans were taken up`);
    must(doubted[1] === 0, "calls of the living server were put in doubt");
  });

  await check("a clean stop frees the number", async () => {
    await two.program.stop();
    const successor = await serve(folder_of("successor", 2));
    await successor.program.stop();
  });
} finally {
  for (const program of programs) await program.stop();
  await sim.stop();
  await first.stop();
  rmSync(place, { recursive: true, force: true });
  execFileSync(postgres_script, ["stop", postgres]);
}
conclude();
