// Pages and filters of the office's list over many generated payments, one payment, the dashboard.
import { existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { bursar, demoPassword, Installation, root } from "../tests/lib/installation.mjs";
import { run } from "../tests/lib/process.mjs";
import { load, option, print, sessionCookie } from "./measure.mjs";

const day_ms = 86_400_000;
const limit_ms = 20;

/** The generated installation, made once and kept. */
export async function history(rows) {
  const folder = option("data", path.join(root, "build", "bench", `history-${rows}`));
  if (existsSync(path.join(folder, "sandbox.db"))) return folder;
  mkdirSync(folder, { recursive: true });
  const begin = performance.now();
  const args = ["--payments", String(rows), "--days", "730", "--password", demoPassword];
  await run(bursar, ["generate", "--data", folder, ...args]);
  const seconds = (performance.now() - begin) / 1000;
  const file_mb = Math.round(statSync(path.join(folder, "sandbox.db")).size / 1e6);
  print({ bench: "generate", payments: rows, seconds: Math.round(seconds), file_mb });
  return folder;
}

/** An id nearly as deep as the list goes: the newest payment of the oldest full page. */
async function deepId(office) {
  const before = Date.now() - 728 * day_ms;
  const oldest = await office.get(`/api/payments?limit=200&created_before_at=${before}`);
  return oldest.body.rows[0].payment_id;
}

async function targets(office) {
  const row = (await office.get("/api/payments?limit=50")).body.rows[25];
  const now = Date.now();
  const old = `created_from_at=${now - 400 * day_ms}&created_before_at=${now - 399 * day_ms}`;
  const merchant = `merchant_id=${row.merchant_id}`;
  return {
    page_1: "limit=50",
    page_deep: `limit=50&before=${await deepId(office)}`,
    merchant,
    lifecycle_declined: "lifecycle=declined",
    lifecycle_captured: "lifecycle=captured",
    lifecycle_processing: "lifecycle=processing",
    in_doubt: "in_doubt=true",
    refund_state: "refund_state=part",
    currency_common: "currency=EUR",
    currency_rare: "currency=KWD",
    currency_absent: "currency=CZK",
    method: "method=card",
    method_absent: "method=bank_transfer",
    amount_rare: "amount_min_minor=1000000",
    amount_absent: "amount_min_minor=900000000",
    dates: old,
    dates_currency: `${old}&currency=JPY`,
    search_order: `search=${row.external_id}`,
    search_order_start: "search=order-1234",
    search_buyer: `search=${row.buyer_id}`,
    search_last4: `search=${row.card_last4 || "4242"}`,
    search_absent: "search=no-such-order",
    merchant_declined_currency: `${merchant}&lifecycle=declined&currency=${row.currency}`,
    merchant_amount_absent: `${merchant}&amount_min_minor=900000000`,
    ...Object.fromEntries(
      [`payments/${row.payment_id}`, "dashboard?range=today", "dashboard?range=30d"].map((one) => [
        one.replace(/\/tx_.*/, "/one"),
        `/api/${one}`,
      ]),
    ),
  };
}

export async function lists() {
  const rows = Number(option("rows", 1_000_000));
  const installation = new Installation();
  const folder = await history(rows);
  const arguments_ = ["--no-rate-limits", "--no-dispatch"];
  Object.assign(installation, { folder, keep: true, arguments_ });
  try {
    await installation.serve();
    const office = await installation.signInDemo();
    const headers = [`Cookie: ${sessionCookie(office)}`, "Sec-Fetch-Site: same-origin"];
    const port = new URL(installation.office).port;
    const only = option("only", "");
    for (const [name, query] of Object.entries(await targets(office))) {
      if (!name.includes(only)) continue;
      const target = query.startsWith("/") ? query : `/api/payments?${query}`;
      const line = await load({
        port,
        connections: 1,
        requests: 200,
        seconds: 20,
        target,
        headers,
      });
      const p95_ms = line.p95_us / 1000;
      const answered = line.answered;
      const p50_ms = line.p50_us / 1000;
      print({ bench: "list", rows, name, answered, p50_ms, p95_ms, holds: p95_ms < limit_ms });
    }
  } finally {
    await installation.stop();
  }
}
