// Storms on real servers: many identical and many contradicting requests at one moment, on SQLite
// and on PostgreSQL with two servers, and exactly one effect of each in the provider's book, in the
// ledger and for `bursar verify`. One round of each by default; more with `./dev storm`.
// Usage: node tests/storm/run.mjs [--rounds N] [--callers N] [--seconds N] [--seed N]
//        [--database sqlite|postgres] [--only PART_OF_NAME]
import { identicalRefunds, inDoubt, payouts, stepsOnHold, tooManyRefunds } from "./storms.mjs";
import { World } from "./world.mjs";

function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
}
const rounds = Number(option("rounds", 1));
const callers = Number(option("callers", 256));
const begin = Date.now();
const ends_at = begin + 1000 * Number(option("seconds", 1e6));
const seed = Number(option("seed", begin % 1_000_000));
const shops_max = 60;
const report_every = 50;

/** `every`: in which rounds it runs; the slow ones wait for questions, or use up a merchant. */
const storms = [
  { name: "identical refunds", body: identicalRefunds, every: 1 },
  { name: "refunds beyond what was paid", body: tooManyRefunds, every: 1 },
  { name: "captures and voids of one hold", body: stepsOnHold, every: 4 },
  { name: "payouts beyond the balance", body: payouts, every: 20, is_funded: true },
  { name: "resolvers, messages and people", body: inDoubt, every: 10 },
].filter((storm) => storm.name.includes(option("only", "")));

let passed = 0;
let failed = 0;
function report(name, failure, line = "") {
  if (failure) ++failed;
  else ++passed;
  console.log(failure ? `FAILED ${name}: ${failure.stack}` : `ok ${name} ${line}`);
}

function generator() {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Merchants with money to pay out: captured, and settled before their time. */
async function fund(world, count) {
  const shops = [];
  for (let i = 0; i < count; ++i) {
    const shop = await world.shop(`Funded ${i}`);
    await world.settled(await world.payment(shop, 100_000));
    shops.push(shop);
  }
  await world.stop();
  world.ripen();
  await world.start();
  for (const shop of shops)
    while ((await world.balance(shop, "merchant_available")) === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
  return shops;
}

/** Rounds of all storms in turn; one that fails is not run again. Returns what each has seen. */
async function rage(world, name) {
  const random = generator();
  const shop = await world.shop("Storm", 1_000_000_000_000);
  const paying = storms.find((one) => one.is_funded);
  const wanted = paying ? Math.min(shops_max, Math.ceil(rounds / paying.every)) : 0;
  const funded = await fund(world, wanted);
  const seen = storms.map((one) => ({ ...one, sum: { rounds: 0, sent: 0, effects: 0 } }));
  for (let i = 0; i < rounds && Date.now() < ends_at; ++i) {
    for (const one of seen) {
      if (i % one.every !== 0 || one.failure) continue;
      const used = one.is_funded ? funded.pop() : shop;
      if (!used) continue;
      try {
        const { sent, effects } = await one.body(world, { shop: used, callers, random });
        ++one.sum.rounds;
        one.sum.sent += sent;
        one.sum.effects += effects;
      } catch (error) {
        one.failure = error;
      }
    }
    if (i % report_every === report_every - 1)
      console.log(`${name}: ${i + 1} rounds, ${Math.round((Date.now() - begin) / 1000)} s`);
  }
  return seen;
}

async function storm(kind) {
  let world;
  try {
    world = await World.open(kind);
    for (const { name, failure, sum } of await rage(world, kind))
      report(`${kind}: ${name}`, failure, JSON.stringify(sum));
    await world.verify();
    report(`${kind}: the books verify`);
  } catch (error) {
    report(kind, error);
    for (const { program } of world?.servers ?? []) console.log(program.output.slice(-2000));
  } finally {
    await world?.close();
  }
}

console.log(`seed ${seed}`);
await Promise.all(option("database", "sqlite,postgres").split(",").map(storm));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
