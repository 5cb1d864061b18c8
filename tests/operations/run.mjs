// Every operation over the wire: a real server, the real simulator, the APIs of merchants and
// office, and afterwards the simulator's book and the server's own check of its books.
import { bursar, Installation, sampleSale } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";
import { checkAbandoned, checkActions } from "./actions.mjs";
import { checkHolds } from "./holds.mjs";
import { checkPayouts } from "./payouts.mjs";
import { checkSameDay } from "./same_day.mjs";

const results = { passed: 0, failed: 0 };
const only = process.argv[2] ?? "";

/** Checks run side by side; `settled` waits for those started so far. */
const running = [];
const settled = () => Promise.all(running.splice(0));
function check(name, body) {
  if (name.includes(only)) running.push(run_check(name, body));
}
async function run_check(name, body) {
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
  control(change) {
    return this.post("/control", change);
  }
  advance(ms) {
    return this.post("/control/advance", { ms });
  }
  async post(target, body) {
    await fetch(this.url + target, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  }
}

/** Reads the list once for everybody who waits: a session may not read as often as one likes. */
class Watch {
  constructor(office) {
    Object.assign(this, { office, waiting: new Set(), rows: new Map() });
    this.timer = setInterval(() => this.look().catch(() => {}), 150);
  }
  stop() {
    clearInterval(this.timer);
  }
  async read(target) {
    for (;;) {
      const answer = await this.office.get(target);
      if (answer.status === 200) return answer.body;
      if (answer.status !== 429) throw new Error(answer.text);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  async look() {
    if (this.waiting.size === 0 || this.busy) return;
    this.busy = true;
    try {
      for (const row of (await this.read("/api/payments?limit=200")).rows)
        this.rows.set(row.payment_id, row);
    } finally {
      this.busy = false;
    }
    for (const one of [...this.waiting]) one();
  }
  /** Waits until `done(row)` of a payment holds, 30 s at most; returns the row. */
  until(id, done) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`${id} is still ${JSON.stringify(this.rows.get(id))}`));
      }, 30_000);
      const look = () => {
        const row = this.rows.get(id);
        if (!row || !done(row)) return;
        clearTimeout(late);
        this.waiting.delete(look);
        resolve(row);
      };
      this.waiting.add(look);
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
  const watch = new Watch(office);
  Object.assign(world, {
    detail: (id) => watch.read(`/api/payments/${id}`),
    until: (id, done) => watch.until(id, done),
  });
  checkHolds(world);
  checkPayouts(world);
  checkActions(world);
  checkSameDay(world);
  await settled();
  checkAbandoned(world);
  await settled();
  watch.stop();
  check("the books agree afterwards", async () => {
    const printed = await run(bursar, ["verify", "--data", installation.folder]);
    if (!/every invariant holds/.test(printed)) throw new Error(printed);
  });
  await settled();
} finally {
  await installation.stop();
}
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed ? 1 : 0);
