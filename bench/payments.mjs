// Durable payments per second through HTTP, beside the same rows inserted by a bare program in
// groups as large as there are connections: no more payments can ever wait for one commit. The
// rounds are interleaved, so that a busy machine slows both sides.
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { run } from "../tests/lib/process.mjs";
import {
  bin,
  loadSales,
  median,
  openShop,
  option,
  print,
  processorTime,
  rounded,
  tables,
} from "./measure.mjs";
import { withPostgres } from "./postgres.mjs";

/** One round of sales, with the server's processor time per payment. */
async function round(shop, connections, requests, mark) {
  const pid = shop.installation.server.child.pid;
  const before = processorTime(pid);
  const line = await loadSales(shop, connections, requests, mark);
  return { ...line, cpu_us: (processorTime(pid) - before) / line.answered };
}

/** The bare limit on the rows that are there by now. */
async function bareSqlite(folder, group, payments_max, names = tables) {
  const source = path.join(folder, "sandbox.db");
  const target = path.join(folder, "bare.db");
  const args = [source, target, String(group), String(payments_max), ...names];
  const line = JSON.parse(await run(path.join(bin, "bare_sqlite"), args));
  for (const name of readdirSync(folder))
    if (name.startsWith("bare.db")) rmSync(path.join(folder, name));
  return line;
}

function summary(name, connections, rounds, bare, more) {
  const of = (member) => median(rounds.map((one) => one[member]));
  print({
    bench: name,
    connections,
    rounds: rounds.length,
    payments: rounds.reduce((sum, one) => sum + one.answered, 0),
    per_s: of("per_s"),
    p50_ms: of("p50_us") / 1000,
    p99_ms: of("p99_us") / 1000,
    bare_per_s: median(bare),
    ratio_to_limit: rounded(median(rounds.map((one, i) => one.per_s / bare[i]))),
    server_cpu_us: rounded(of("cpu_us"), 1),
    ...more,
  });
}

async function sqlite() {
  const payments = Number(option("payments", 20_000));
  const rounds = Number(option("rounds", 3));
  const shop = await openShop();
  try {
    const { folder } = shop.installation;
    await loadSales(shop, 64, 500, "warm");
    const many = [];
    const one = [];
    const groups = { 1: [], 64: [], 256: [] };
    for (let i = 0; i < rounds; ++i) {
      many.push(await round(shop, 64, payments, `many${i}`));
      for (const group of [64, 256]) groups[group].push(await bareSqlite(folder, group, payments));
      one.push(await round(shop, 1, Math.min(payments, 2_000), `one${i}`));
      groups[1].push(await bareSqlite(folder, 1, Math.min(payments, 2_000)));
    }
    const limits = groups[64].map((line) => line.payments_per_s);
    const rate = (group) => median(groups[group].map((line) => line.payments_per_s));
    summary("payments_sqlite", 64, many, limits, {
      ratio_to_group_256: rounded(
        median(many.map((line, i) => line.per_s / groups[256][i].payments_per_s)),
      ),
      bare_cpu_us: rounded(median(groups[256].map((line) => line.cpu_us_per_payment)), 1),
      rows_per_payment: Math.round(groups[64][0].rows / groups[64][0].payments),
      bare_group_256_per_s: rate(256),
    });
    summary(
      "payments_sqlite",
      1,
      one,
      groups[1].map((line) => line.payments_per_s),
      {},
    );
  } finally {
    await shop.installation.stop();
  }
}

async function postgres() {
  const payments = Number(option("payments", 20_000)) / 2;
  const rounds = Number(option("rounds", 3));
  await withPostgres(async (url, bareLimit) => {
    const shop = await openShop({ database: url });
    try {
      await loadSales(shop, 64, 500, "warm");
      const many = [];
      const limits = [];
      for (let i = 0; i < rounds; ++i) {
        many.push(await round(shop, 64, payments, `many${i}`));
        limits.push(await bareLimit(64, payments, tables));
      }
      summary("payments_postgres", 64, many, limits, {});
    } finally {
      await shop.installation.stop();
    }
  });
}

export { bareSqlite, postgres, sqlite };
