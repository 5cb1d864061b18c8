// Storms on real servers: many identical and many contradicting requests at one moment, on SQLite
// and on PostgreSQL with two servers, and exactly one effect of each in the provider's book, in the
// ledger and for `bursar verify`. A few rounds by default; more with `./dev storm --rounds N`.
// Usage: node tests/storm/run.mjs [--rounds N] [--callers N] [--seconds N] [--seed N]
//        [--database sqlite|postgres] [--only PART_OF_NAME]
import { identicalRefunds, inDoubt, payouts, stepsOnHold, tooManyRefunds } from "./storms.mjs";
import { must, World } from "./world.mjs";

function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
}
const rounds = Number(option("rounds", 1));
const callers = Number(option("callers", 256));
const ends_at = Date.now() + 1000 * Number(option("seconds", 1e6));
const kinds = option("database", "sqlite,postgres").split(",");
const only = option("only", "");
const is_long = rounds > 1;

let state = Number(option("seed", Date.now() % 1_000_000)) >>> 0;
console.log(`seed ${state}`);
const random = (bound) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * bound);
};

/** How many rounds of a storm one long run has: the slow ones wait for questions and maturity. */
const storms = [
  { name: "identical refunds", body: identicalRefunds, share: 1 },
  { name: "refunds beyond what was paid", body: tooManyRefunds, share: 1 },
  { name: "captures and voids of one hold", body: stepsOnHold, share: 0.2 },
  { name: "payouts beyond the balance", body: payouts, share: 0.02, is_funded: true },
  { name: "resolvers, messages and people", body: inDoubt, share: 0.1 },
].filter((storm) => storm.name.includes(only));
const roundsOf = (storm) => Math.max(1, Math.round(rounds * storm.share));

let passed = 0;
let failed = 0;
async function check(name, body) {
  try {
    const line = await body();
    ++passed;
    console.log(`ok ${name}${line ? `: ${line}` : ""}`);
  } catch (error) {
    ++failed;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
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

async function storm(kind) {
  const world = await World.open(kind);
  try {
    const shop = await world.shop("Storm", 1_000_000_000_000);
    const paying = storms.find((one) => one.is_funded);
    const funded = paying ? await fund(world, roundsOf(paying)) : [];
    for (const { name, body, is_funded, ...one } of storms) {
      await check(`${kind}: ${name}`, async () => {
        const sum = { rounds: 0, sent: 0, effects: 0 };
        const begin = Date.now();
        for (let i = 0; i < roundsOf(one) && Date.now() < ends_at; ++i) {
          const seen = await body(world, { shop: is_funded ? funded[i] : shop, callers, random });
          ++sum.rounds;
          sum.sent += seen.sent;
          sum.effects += seen.effects;
          if (is_long && i % 20 === 19) console.log(`${kind}: ${name}: ${JSON.stringify(sum)}`);
        }
        must(sum.rounds > 0, "there was no time for it");
        return JSON.stringify({ ...sum, seconds: Math.round((Date.now() - begin) / 1000) });
      });
    }
    await check(`${kind}: the books verify`, () => world.verify());
  } catch (error) {
    ++failed;
    console.log(`FAILED ${kind}: ${error.stack}`);
    for (const { program } of world.servers) console.log(program.output.slice(-2000));
  } finally {
    await world.close();
  }
}

// The short version uses the time in which one of them waits for the other.
if (is_long) for (const kind of kinds) await storm(kind);
else await Promise.all(kinds.map(storm));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
