// What the benchmarks share: options, the load generator, medians, processor time of a process.
import { readFileSync } from "node:fs";
import path from "node:path";
import { bursar, Installation, sampleSale } from "../tests/lib/installation.mjs";
import { run } from "../tests/lib/process.mjs";

export const bin = path.dirname(bursar);

/** Tables in which an accepted payment leaves rows. */
export const tables = ["payment", "operation", "attempt", "status_history", "event", "audit_entry"];

/** Value of --NAME on the command line. */
export function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
}

export const print = (line) => console.log(JSON.stringify(line));
export const rounded = (number, digits = 3) => Number(number.toFixed(digits));
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/**
 * Runs the load generator; throws when a request was refused or broke. `ids` names a file whose
 * lines take the place of {id} in the target, each once.
 */
export async function load(plan) {
  const { port, connections, requests, seconds = 60, method = "GET", target, body = "-" } = plan;
  const fixed = [port, connections, requests, seconds, method, target, body];
  const env = plan.ids ? { ...process.env, IDS: plan.ids } : process.env;
  const args = [...fixed.map(String), ...(plan.headers ?? [])];
  return JSON.parse(await run(path.join(bin, "http_load"), args, { env }));
}

/** Documented sales with order ids of their own, as the merchant's system sends them. */
export function loadSales(shop, connections, requests, mark) {
  return load({
    port: new URL(shop.installation.api).port,
    connections,
    requests,
    method: "POST",
    target: "/v1/payment/sale",
    body: JSON.stringify(sampleSale(shop.merchant.merchant_id, `${mark}-{n}`)),
    headers: [`x-api-key: ${shop.key.plain_text}`],
  });
}

/** A running server with an administrator, a merchant and a key. */
export async function openShop({ arguments_ = [], database = "" } = {}) {
  const where = database ? ["--database", database] : [];
  const installation = await Installation.create({
    arguments_: ["--no-rate-limits", "--no-dispatch", ...where, ...arguments_],
    database,
  });
  try {
    await installation.serve();
    const office = await installation.signUp();
    const world = await installation.createMerchant(office, "Bench Shop");
    return { installation, office, ...world };
  } catch (error) {
    await installation.stop();
    throw error;
  }
}

export function sessionCookie(office) {
  return [...office.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

/** Processor time a process and all its threads have used, in microseconds. */
export function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]); // user and system
  return ticks * 10_000;
}
