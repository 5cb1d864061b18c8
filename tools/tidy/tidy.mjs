// Checks the house rules over the whole tree: tidy.mjs [PATH…]. With paths, only findings below
// them are shown and the ratchet is not judged.
import { readFileSync } from "node:fs";
import { report } from "../source/report.mjs";
import { Tree } from "../source/tree.mjs";
import { apply_ratchet, k_ratchet_rule } from "./ratchet.mjs";
import { k_rules, tidy_findings } from "./rules.mjs";

const paths = process.argv.slice(2).map((path) => path.replace(/\/$/, ""));
const ratchet = JSON.parse(readFileSync(new URL("ratchet.json", import.meta.url), "utf8"));
const below = (path) => paths.some((one) => path === one || path.startsWith(`${one}/`));

let findings = apply_ratchet(tidy_findings(new Tree(".")), ratchet);
if (paths.length > 0) {
  findings = findings.filter((one) => one.rule !== k_ratchet_rule && below(one.path));
}
process.exit(report([...k_rules, k_ratchet_rule], findings));
