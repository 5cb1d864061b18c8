// Prints one line per suite of the given result directories and the totals, writes summary.json
// beside them, and fails when anything failed: summary.mjs [--totals] DIRECTORY…
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { directory_counts } from "./results.mjs";

const totals_only = process.argv[2] === "--totals";
const directories = process.argv.slice(totals_only ? 3 : 2);
const total = { passed: 0, failed: 0 };

if (!totals_only) console.log("");
for (const directory of directories) {
  const suites = directory_counts(directory);
  if (existsSync(directory)) {
    writeFileSync(join(directory, "summary.json"), `${JSON.stringify(suites, null, 2)}\n`);
  }
  for (const suite of suites) {
    total.passed += suite.passed;
    total.failed += suite.failed;
    if (totals_only) continue;
    const skipped = suite.skipped > 0 ? `, ${suite.skipped} skipped` : "";
    const remark = suite.remark ? ` (${suite.remark})` : "";
    const counts = `${suite.passed} passed, ${suite.failed} failed${skipped}`;
    console.log(`${suite.name}: ${counts}, ${suite.seconds} s${remark}`);
  }
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);
