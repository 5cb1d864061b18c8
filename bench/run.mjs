// Runs the benchmarks against real servers and prints JSON lines; ratios are taken within one run.
// Usage: node bench/run.mjs [payments] [postgres] [lists] [live] [--payments N] [--rows N] [--data
// DIR]
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import {
  bursar,
  demoPassword,
  Installation,
  root,
  sampleSale,
} from "../tests/lib/installation.mjs";
import { run } from "../tests/lib/process.mjs";
import { withPostgres } from "./postgres.mjs";

const bin = path.dirname(bursar);
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
};
const wanted = process.argv
  .slice(2)
  .filter(
    (word) => /^[a-z]+$/.test(word) && ["payments", "postgres", "lists", "live"].includes(word),
  );
const chosen = (name) => wanted.length === 0 || wanted.includes(name);
const print = (line) => console.log(JSON.stringify(line));
const load = async (args) =>
  JSON.parse(await run(path.join(bin, "http_load"), args.map(String), { codes: [0] }));

/** Tables in which an accepted payment leaves rows. */
const tables = ["payment", "operation", "attempt", "status_history", "event", "audit_entry"];

const sale = (merchantId) => JSON.stringify(sampleSale(merchantId, "bench-{n}"));

async function ready(arguments_) {
  const installation = await Installation.create({
    arguments_: ["--no-rate-limits", ...arguments_],
  });
  await installation.serve();
  const office = await installation.signUp();
  const world = await installation.createMerchant(office, "Bench Shop");
  return { installation, office, ...world };
}

/** Durable payments per second through HTTP beside the same rows inserted by a bare program. */
async function payments() {
  const count = Number(option("payments", 20_000));
  const { installation, merchant, key } = await ready(["--no-dispatch"]);
  try {
    const port = new URL(installation.api).port;
    const post = (connections, requests) =>
      load([
        port,
        connections,
        requests,
        60,
        "POST",
        "/v1/payment/sale",
        sale(merchant.merchant_id),
        `x-api-key: ${key.plain_text}`,
      ]);
    const one = await load([
      port,
      1,
      500,
      30,
      "POST",
      "/v1/payment/sale",
      sale(merchant.merchant_id).replace("bench-", "one-"),
      `x-api-key: ${key.plain_text}`,
    ]);
    const many = await post(64, count);
    await installation.server.stop();
    const database = path.join(installation.folder, "sandbox.db");
    const bare = {};
    for (const group of [1, 64, 256]) {
      const target = path.join(installation.folder, `bare-${group}.db`);
      bare[group] = JSON.parse(
        await run(path.join(bin, "bare_sqlite"), [database, target, String(group), ...tables]),
      );
      for (const name of readdirSync(installation.folder))
        if (name.startsWith("bare-")) rmSync(path.join(installation.folder, name));
    }
    const limit = Math.max(...Object.values(bare).map((line) => line.payments_per_s));
    print({
      bench: "payments_sqlite",
      connections: 64,
      payments: many.answered,
      per_s: many.per_s,
      p50_ms: many.p50_us / 1000,
      p99_ms: many.p99_us / 1000,
      rows_per_payment: Math.round(bare[64].rows / bare[64].payments),
      bare_group_1_per_s: bare[1].payments_per_s,
      bare_group_64_per_s: bare[64].payments_per_s,
      bare_group_256_per_s: bare[256].payments_per_s,
      ratio_to_limit: Number((many.per_s / limit).toFixed(3)),
    });
    print({
      bench: "payments_sqlite",
      connections: 1,
      payments: one.answered,
      per_s: one.per_s,
      p50_ms: one.p50_us / 1000,
      p99_ms: one.p99_us / 1000,
      ratio_to_bare_group_1: Number((one.per_s / bare[1].payments_per_s).toFixed(3)),
    });
  } finally {
    await installation.stop();
  }
}

/** The same load on PostgreSQL beside the same rows inserted by prepared statements over one connection. */
async function postgres() {
  await withPostgres(async (url, bareLimit) => {
    const installation = await Installation.create({
      arguments_: ["--no-rate-limits", "--no-dispatch", "--database", url],
      database: url,
    });
    try {
      await installation.serve();
      const office = await installation.signUp();
      const { merchant, key } = await installation.createMerchant(office, "Bench Shop");
      const port = new URL(installation.api).port;
      const many = await load([
        port,
        64,
        Number(option("payments", 20_000)) / 2,
        60,
        "POST",
        "/v1/payment/sale",
        sale(merchant.merchant_id),
        `x-api-key: ${key.plain_text}`,
      ]);
      await installation.server.stop();
      const limit = await bareLimit(tables);
      print({
        bench: "payments_postgres",
        connections: 64,
        payments: many.answered,
        per_s: many.per_s,
        p50_ms: many.p50_us / 1000,
        p99_ms: many.p99_us / 1000,
        bare_group_64_per_s: limit,
        ratio_to_limit: Number((many.per_s / limit).toFixed(3)),
      });
    } finally {
      await installation.stop();
    }
  });
}

/** Page 1, a page at depth, and each filter on many generated payments; dashboard too. */
async function lists() {
  const rows = Number(option("rows", 1_000_000));
  const folder = option("data", path.join(root, "build", "bench", `history-${rows}`));
  if (!existsSync(path.join(folder, "sandbox.db"))) {
    mkdirSync(folder, { recursive: true });
    const begin = performance.now();
    await run(bursar, [
      "generate",
      "--data",
      folder,
      "--payments",
      String(rows),
      "--days",
      "730",
      "--password",
      demoPassword,
    ]);
    print({
      bench: "generate",
      payments: rows,
      seconds: Math.round((performance.now() - begin) / 1000),
      file_mb: Math.round(statSync(path.join(folder, "sandbox.db")).size / 1e6),
    });
  }
  const installation = new Installation();
  Object.assign(installation, {
    folder,
    keep: true,
    arguments_: ["--no-rate-limits", "--no-dispatch"],
  });
  try {
    await installation.serve();
    const office = await installation.signInDemo();
    const port = new URL(installation.office).port;
    const cookie = [...office.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const get = (target) =>
      load([
        port,
        1,
        200,
        30,
        "GET",
        target,
        "-",
        `Cookie: ${cookie}`,
        "Sec-Fetch-Site: same-origin",
      ]);
    const first = (await office.get("/api/payments?limit=50")).body;
    const row = first.rows[25];
    const deep = await deepRow(office);
    const now = Date.now();
    const day = 86_400_000;
    const targets = {
      page_1: "/api/payments?limit=50",
      page_deep: `/api/payments?limit=50&before=${deep}`,
      merchant: `/api/payments?merchant_id=${row.merchant_id}`,
      lifecycle_declined: "/api/payments?lifecycle=declined",
      lifecycle_processing: "/api/payments?lifecycle=processing",
      in_doubt: "/api/payments?in_doubt=true",
      currency_rare: "/api/payments?currency=KWD",
      method: "/api/payments?method=card",
      refund_state: "/api/payments?refund_state=part",
      amount: "/api/payments?amount_min_minor=1000000",
      dates: `/api/payments?created_from_at=${now - 400 * day}&created_before_at=${now - 399 * day}`,
      search_order: `/api/payments?search=${row.external_id}`,
      search_buyer: `/api/payments?search=${row.buyer_id}`,
      search_last4: `/api/payments?search=${row.card_last4 || "4242"}`,
      search_absent: "/api/payments?search=no-such-order",
      combined: `/api/payments?merchant_id=${row.merchant_id}&lifecycle=declined&currency=${row.currency}`,
      payment: `/api/payments/${row.payment_id}`,
      dashboard_today: "/api/dashboard?range=today",
      dashboard_30d: "/api/dashboard?range=30d",
    };
    for (const [name, target] of Object.entries(targets)) {
      const line = await get(target);
      print({
        bench: "list",
        rows,
        name,
        p50_ms: line.p50_us / 1000,
        p95_ms: line.p95_us / 1000,
        within_20_ms: line.p95_us < 20_000,
      });
    }
  } finally {
    await installation.stop();
  }
}

/** An id about as deep as the list goes: the oldest page's first row. */
async function deepRow(office) {
  const oldest = (
    await office.get(`/api/payments?limit=200&created_before_at=${Date.now() - 729 * 86_400_000}`)
  ).body.rows;
  return (
    oldest[0]?.payment_id ??
    (await office.get("/api/payments?limit=200")).body.rows.at(-1).payment_id
  );
}

/** One event to a thousand subscribers: from its instant on the server to its arrival. */
async function live() {
  const subscribers = Number(option("subscribers", 1_000));
  const { installation, office, merchant, api } = await ready(["--no-dispatch"]);
  const stop = new AbortController();
  try {
    const cookie = [...office.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const delays = [];
    let connected = 0;
    const follow = async () => {
      const response = await fetch(`${installation.office}/api/live`, {
        headers: { Cookie: cookie, "Sec-Fetch-Site": "same-origin" },
        signal: stop.signal,
      });
      if (response.status !== 200) throw new Error(`live answered ${response.status}`);
      ++connected;
      for await (const bytes of response.body) {
        const now = Date.now();
        for (const match of Buffer.from(bytes)
          .toString()
          .matchAll(/"type":"payment\.created","at":(\d+)/g))
          delays.push(now - Number(match[1]));
      }
    };
    const following = Array.from({ length: subscribers }, () =>
      follow().catch((error) => stop.signal.aborted || Promise.reject(error)),
    );
    while (connected < subscribers) await new Promise((resolve) => setTimeout(resolve, 20));
    const events = 20;
    for (let i = 0; i < events; ++i) {
      await api.post("/v1/payment/sale", sampleSale(merchant.merchant_id, `live-${i}`));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    stop.abort();
    await Promise.allSettled(following);
    delays.sort((a, b) => a - b);
    print({
      bench: "live",
      subscribers,
      events,
      deliveries: delays.length,
      expected: subscribers * events,
      p50_ms: delays[delays.length >> 1],
      p99_ms: delays[Math.floor(delays.length * 0.99)],
    });
  } finally {
    stop.abort();
    await installation.stop();
  }
}

for (const [name, body] of Object.entries({ payments, postgres, lists, live }))
  if (chosen(name)) await body();
