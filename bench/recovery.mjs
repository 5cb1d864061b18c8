// Recovery with a long history: the server is killed under load while calls are under way; how long
// from its next start until it answers, until the first call that lost its answer is resolved, and
// until all are. The history is the one of the lists; the server works on a copy of it.
import { cpSync, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Installation, sampleSale, simulator } from "../tests/lib/installation.mjs";
import { Program } from "../tests/lib/process.mjs";
import { history } from "./lists.mjs";
import { load, median, option, print } from "./measure.mjs";

const orphans_wanted = 64;
/** Longer than it takes to send the calls and to kill; over before the first question is asked. */
const slow_ms = 2_500;
const rest = (wait_ms) => new Promise((resolve) => setTimeout(resolve, wait_ms));

async function control(url, switches) {
  const answer = await fetch(`${url}/control`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(switches),
  });
  if (answer.status !== 200) throw new Error(await answer.text());
}
const latency = (ms) => ({ latency_p50_ms: ms, latency_p95_ms: ms });

const shown = async (office, id) => (await office.get(`/api/payments/${id}`)).body;

/** Starts the server; resolves when it answers. */
async function start(installation) {
  const begin = performance.now();
  await installation.serve();
  for (;;) {
    const answer = await fetch(`${installation.office}/healthz`).catch(() => undefined);
    if (answer?.status === 200) return begin;
    await rest(2);
  }
}

async function round(installation, office, shop, number) {
  const sale = (mark, requests, connections) =>
    load({
      port: new URL(installation.api).port,
      connections,
      requests,
      method: "POST",
      target: "/v1/payment/sale",
      body: JSON.stringify(sampleSale(shop.merchant.merchant_id, `${mark}-{n}`)),
      headers: [`x-api-key: ${shop.key.plain_text}`],
    });
  // First much that is finished, so that there is a log to go through; then calls without an
  // answer.
  await control(installation.simulatorUrl, latency(0));
  await sale(`busy${number}`, 3_000, 32);
  await control(installation.simulatorUrl, latency(slow_ms));
  await sale(`open${number}`, orphans_wanted, 8);
  const target = `/api/payments?limit=200&search=open${number}-`;
  const ids = (await office.get(target)).body.rows.map((row) => row.payment_id);
  for (const id of ids) while ((await shown(office, id)).lifecycle === "created") await rest(20);
  await rest(500); // every call has left by now: the simulator keeps its answers for much longer
  await installation.server.kill();
  await control(installation.simulatorUrl, latency(0));

  const log = statSync(path.join(installation.folder, "sandbox.db-wal"), { throwIfNoEntry: false });
  const begin = await start(installation);
  const ready_ms = performance.now() - begin;
  office.base = installation.office;
  const open = new Set(ids);
  let first_ms = 0;
  while (open.size > 0) {
    for (const id of open) {
      const { payment } = await shown(office, id);
      if (payment.in_doubt || payment.lifecycle === "processing") continue;
      open.delete(id);
      first_ms ||= performance.now() - begin;
    }
    await rest(5);
  }
  return {
    orphans: ids.length,
    log_mb: Math.round((log?.size ?? 0) / 1e6),
    ready_ms,
    first_ms,
    all_ms: performance.now() - begin,
  };
}

export async function recovery() {
  const rows = Number(option("rows", 1_000_000));
  const rounds = Number(option("rounds", 3));
  const source = await history(rows);
  const folder = mkdtempSync(path.join(os.tmpdir(), "bursar-recovery-"));
  const installation = new Installation();
  Object.assign(installation, { folder, arguments_: ["--no-rate-limits"] });
  try {
    cpSync(source, folder, { recursive: true });
    installation.ownSimulator = new Program(simulator, ["--port", "0", "--decline-ppm", "0"]);
    const [, url, key] = await installation.ownSimulator.line(/listening on (http:\S+) key=(\S+)/);
    Object.assign(installation, { simulatorUrl: url, simulatorKey: key });
    await installation.serve();
    const office = await installation.signInDemo();
    const shop = await installation.createMerchant(office, "Recovery Shop");
    const seen = [];
    for (let i = 0; i < rounds; ++i) seen.push(await round(installation, office, shop, i));
    const of = (member) => Math.round(median(seen.map((one) => one[member])));
    print({
      bench: "recovery",
      payments: rows,
      rounds,
      orphans: of("orphans"),
      log_mb: of("log_mb"),
      start_to_ready_ms: of("ready_ms"),
      start_to_first_resolved_ms: of("first_ms"),
      start_to_all_resolved_ms: of("all_ms"),
    });
  } finally {
    await installation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
