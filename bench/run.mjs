// Runs the benchmarks against real servers and prints JSON lines; ratios are taken within one run.
// Usage: node bench/run.mjs [payments] [postgres] [steps] [steps_postgres] [recovery] [lists]
//        [live] [audit] [rules] [routing] [batches] [--payments N] [--rounds N] [--rows N]
//        [--data DIR] [--only PART_OF_NAME] [--subscribers N] [--lines N]
import { audit } from "./audit.mjs";
import { batches } from "./batches.mjs";
import { lists } from "./lists.mjs";
import { live } from "./live.mjs";
import { postgres, sqlite } from "./payments.mjs";
import { recovery } from "./recovery.mjs";
import { routing, rules } from "./rules.mjs";
import { steps, stepsPostgres } from "./steps.mjs";

const all = {
  ...{ payments: sqlite, postgres, steps, steps_postgres: stepsPostgres, recovery },
  ...{ lists, live, audit, rules, routing, batches },
};
const words = process.argv.slice(2);
const chosen = Object.keys(all).filter((name) => words.includes(name));
if (words.length > 0 && !words[0].startsWith("--") && chosen.length === 0) {
  console.error(`no benchmark is called ${words[0]}: ${Object.keys(all).join(", ")}`);
  process.exit(1);
}
for (const name of chosen.length > 0 ? chosen : Object.keys(all)) await all[name]();
