// Durable second steps per second through HTTP: a hold and its capture, and refunds, beside the
// same rows inserted by a bare program in groups as large as there are connections. The bare
// program only inserts; the server also changes rows that are there. What is captured and refunded
// was made before with the simulator; while it is measured nothing is sent, as for sales.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Installation, sampleSale } from "../tests/lib/installation.mjs";
import { run } from "../tests/lib/process.mjs";
import { load, median, option, print, processorTime, rounded, tables } from "./measure.mjs";
import { bareSqlite } from "./payments.mjs";
import { withPostgres } from "./postgres.mjs";

const connections = 64;
const overdraft_minor = 1_000_000_000_000;
/** Where a second step leaves rows; the first is the one to count by. */
const step_tables = ["operation", "attempt", "status_history", "event", "audit_entry"];
const refund_tables = [...step_tables, "ledger_tx", "ledger_entry", "hold"];

/** A shop whose payments are answered at once by a simulator of its own. */
async function openShop(database) {
  const where = database ? ["--database", database] : [];
  const installation = await Installation.create({
    arguments_: ["--no-rate-limits", ...where],
    database,
  });
  await installation.startSimulator();
  await fetch(`${installation.simulatorUrl}/control`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ latency_p50_ms: 0, latency_p95_ms: 0, decline_ppm: 0 }),
  });
  await installation.serve();
  const office = await installation.signUp();
  const { merchant } = await installation.createMerchant(office, "Bench Shop");
  const target = `/api/merchants/${merchant.merchant_id}`;
  await office.patch(target, {
    version: merchant.version,
    refund_overdraft_minor: overdraft_minor,
  });
  const key = await office.mustPost(`${target}/api_keys`, {
    label: "bench",
    scopes: ["transactions:read", "transactions:write", "captures:write", "refunds:write"],
  });
  return { installation, office, merchant, key: key.plain_text };
}

const post = (shop, target, body, requests, ids) =>
  load({
    port: new URL(shop.installation.api).port,
    connections,
    requests,
    method: "POST",
    target,
    body: JSON.stringify(body),
    headers: [`x-api-key: ${shop.key}`],
    ids,
  });

const sales = (shop, mark, requests, extra = {}) =>
  post(
    shop,
    "/v1/payment/sale",
    sampleSale(shop.merchant.merchant_id, `${mark}-{n}`, extra),
    requests,
  );

/** Ids of payments that have reached this state, once there are as many as wanted. */
async function idsIn(shop, lifecycle, wanted) {
  for (;;) {
    const ids = [];
    for (let before = ""; ; before = `&before=${ids.at(-1)}`) {
      const target = `/api/payments?limit=200&lifecycle=${lifecycle}${before}`;
      const page = (await shop.office.get(target)).body;
      ids.push(...page.rows.map((row) => row.payment_id));
      if (!page.has_older) break;
    }
    if (ids.length >= wanted) return ids;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** One measured load, and the bare limit on the rows that it left. */
async function measured(shop, side, names, body) {
  const since = await side.newest(names);
  const pid = shop.installation.server.child.pid;
  const before = processorTime(pid);
  const line = await body();
  const cpu_us = (processorTime(pid) - before) / line.answered;
  const bare_per_s = await side.bare(
    names.map((name) => `${name}:${since[name]}`),
    line.answered,
  );
  return { ...line, cpu_us, bare_per_s };
}

function summary(bench, rounds) {
  const of = (member) => median(rounds.map((one) => one[member]));
  print({
    bench,
    connections,
    rounds: rounds.length,
    requests: rounds.reduce((sum, one) => sum + one.answered, 0),
    per_s: of("per_s"),
    p50_ms: of("p50_us") / 1000,
    p99_ms: of("p99_us") / 1000,
    bare_per_s: of("bare_per_s"),
    ratio_to_limit: rounded(median(rounds.map((one) => one.per_s / one.bare_per_s))),
    server_cpu_us: rounded(of("cpu_us"), 1),
  });
}

/** Both requests of one payment: as fast as one after the other. */
function both(holds, captures) {
  const together = (a, b) => 1 / (1 / a + 1 / b);
  return holds.map((hold, i) => ({
    answered: captures[i].answered,
    per_s: Math.round(together(hold.per_s, captures[i].per_s)),
    bare_per_s: Math.round(together(hold.bare_per_s, captures[i].bare_per_s)),
    p50_us: hold.p50_us + captures[i].p50_us,
    p99_us: hold.p99_us + captures[i].p99_us,
    cpu_us: hold.cpu_us + captures[i].cpu_us,
  }));
}

async function measure(name, side, database) {
  const count = Math.max(100, Math.round(Number(option("payments", 20_000)) / 8));
  const rounds = Number(option("rounds", 3));
  const folder = mkdtempSync(path.join(os.tmpdir(), "bursar-steps-"));
  const shop = await openShop(database);
  try {
    side.shop = shop;
    await sales(shop, "held", count * rounds, { captureMode: "MANUAL" });
    await sales(shop, "paid", count * rounds);
    const held = await idsIn(shop, "authorized", count * rounds);
    const paid = await idsIn(shop, "captured", count * rounds);
    await shop.installation.server.stop();
    await shop.installation.serve(["--no-dispatch"]);
    shop.office.base = shop.installation.office;
    await sales(shop, "warm", 500);
    const file = (label, ids) => {
      const target = path.join(folder, label);
      writeFileSync(target, `${ids.join("\n")}\n`);
      return target;
    };
    const holds = [];
    const captures = [];
    const refunds = [];
    for (let i = 0; i < rounds; ++i) {
      const slice = (ids) => ids.slice(i * count, (i + 1) * count);
      const step = (verb, ids) =>
        post(shop, `/v1/transactions/{id}/${verb}`, {}, count, file(`${verb}${i}`, slice(ids)));
      const hold = () => sales(shop, `hold${i}`, count, { captureMode: "MANUAL" });
      holds.push(await measured(shop, side, tables, hold));
      captures.push(await measured(shop, side, step_tables, () => step("capture", held)));
      refunds.push(await measured(shop, side, refund_tables, () => step("refund", paid)));
    }
    summary(`auth_${name}`, holds);
    summary(`capture_${name}`, captures);
    summary(`auth_and_capture_${name}`, both(holds, captures));
    summary(`refund_${name}`, refunds);
  } finally {
    await shop.installation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const newestSql = (name) =>
  `SELECT coalesce(max(${name === "ledger_entry" ? "tx_id" : "id"}), 0) FROM ${name}`;

export async function steps() {
  const side = {
    async newest(names) {
      const file = new DatabaseSync(path.join(side.shop.installation.folder, "sandbox.db"), {
        readOnly: true,
      });
      const newest = Object.fromEntries(
        names.map((name) => {
          const select = file.prepare(newestSql(name).replace("SELECT", "SELECT 'k' ||"));
          return [name, Object.values(select.get())[0].slice(1)];
        }),
      );
      file.close();
      return newest;
    },
    async bare(names, count) {
      const { folder } = side.shop.installation;
      return (await bareSqlite(folder, connections, count, names)).payments_per_s;
    },
  };
  await measure("sqlite", side, "");
}

export async function stepsPostgres() {
  await withPostgres(async (url, bareLimit) => {
    const side = {
      async newest(names) {
        const newest = {};
        for (const name of names)
          newest[name] = (await run("psql", [url, "-qtAc", newestSql(name)])).trim();
        return newest;
      },
      bare: (names, count) => bareLimit(connections, count, names),
    };
    await measure("postgres", side, url);
  });
}
