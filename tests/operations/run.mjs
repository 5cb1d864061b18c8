// Every operation over the wire: a real server, the real simulator, the APIs of merchants and
// office, and afterwards the simulator's book and the server's own check of its books.
import { bursar, Installation, sampleSale } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";
import { checkActions } from "./actions.mjs";
import { checkHolds } from "./holds.mjs";
import { checkPayouts } from "./payouts.mjs";

const results = { passed: 0, failed: 0 };
const only = process.argv[2] ?? "";

async function check(name, body) {
  if (!name.includes(only)) return;
  try {
    await body();
    results.passed += 1;
  } catch (error) {
    results.failed += 1;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}

/** What the simulator says it did under a reference. */
class Book {
  constructor(installation) {
    Object.assign(this, { url: installation.simulatorUrl, key: installation.simulatorKey });
  }
  async get(target) {
    const response = await fetch(this.url + target, {
      headers: { Authorization: `Bearer ${this.key}` },
    });
    return response.json();
  }
  effects(reference) {
    return this.get(`/v1/book?reference=${reference}`);
  }
  async control(change) {
    await fetch(`${this.url}/control`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(change),
    });
  }
}

const installation = await Installation.create();
try {
  await installation.startSimulator();
  await installation.serve();
  const office = await installation.signUp();
  const book = new Book(installation);
  await book.control({ latency_p50_ms: 3, latency_p95_ms: 5, decline_ppm: 0, late_after_ms: 300 });
  const shop = await installation.createMerchant(office, "Operations Shop");
  const world = { installation, office, book, check, ...shop };
  world.sale = (extra) =>
    sampleSale(shop.merchant.merchant_id, `o-${crypto.randomUUID()}`, {
      currency: "EUR",
      ...extra,
    });
  world.detail = async (id) => (await office.get(`/api/payments/${id}`)).body;
  await checkHolds(world);
  await checkPayouts(world);
  await checkActions(world);
  await check("the books agree afterwards", async () => {
    const printed = await run(bursar, ["verify", "--data", installation.folder]);
    if (!/every invariant holds/.test(printed)) throw new Error(printed);
  });
} finally {
  await installation.stop();
}
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed ? 1 : 0);
