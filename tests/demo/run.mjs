// What ./dev run promises: the demo starts on an empty folder and starts again on the same one
// within ten seconds, prints the address and a password that signs in, and its live payments go
// through.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { check, conclude, results } from "../lib/checks.mjs";
import { bursar, OfficeClient, simulator } from "../lib/installation.mjs";
import { Program } from "../lib/process.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "bursar-demo-"));
const k_again_ms = 10_000;
const k_arguments = [
  ...["demo", "--data", path.join(folder, "demo"), "--simulator", simulator],
  ...["--office-port", "0", "--api-port", "0", "--history", "300", "--per-minute", "600"],
];

/** Starts the demo, signs in with what it printed, waits for a live payment, stops it. */
async function start_and_look(limit_ms) {
  const begin = performance.now();
  const demo = new Program(bursar, k_arguments);
  try {
    const [, office] = await demo.line(/office\s+(http:\S+)/, 60_000);
    const [, password] = await demo.line(/password\s+(\S+)/);
    const started_ms = performance.now() - begin;
    if (started_ms > limit_ms) throw new Error(`started after ${Math.round(started_ms)} ms`);
    const client = new OfficeClient(office);
    await client.mustPost("/api/session", { email: "admin@demo.bursar.example", password });
    const before = (await client.get("/api/payments")).body.rows[0].payment_id;
    await next_payment(client, before);
  } finally {
    const how = await demo.stop();
    if (how.code !== 0) results.failed += 1;
  }
}

/** Waits until the newest payment is another one. */
async function next_payment(client, before) {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const answer = await client.get("/api/payments");
    if (answer.body.rows[0].payment_id !== before) return;
    if (performance.now() > deadline) throw new Error("no live payment within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

try {
  await check("the demo starts on an empty folder", () => start_and_look(60_000));
  await check("it starts again with a new password", () => start_and_look(k_again_ms));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
conclude();
