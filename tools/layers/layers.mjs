// Checks the include, link, SQL and import rules of ARCHITECTURE.md over the whole tree:
// layers.mjs [ROOT]. Prints each finding and the number of rules that held.
import { report } from "../source/report.mjs";
import { Tree } from "../source/tree.mjs";
import { k_server_rules, server_findings } from "./server_rules.mjs";
import { k_sql_rules, sql_findings } from "./sql_rules.mjs";
import { k_web_rules, web_findings } from "./web_rules.mjs";

const tree = new Tree(process.argv[2] ?? ".");
process.exit(
  report(
    [...k_server_rules, ...k_sql_rules, ...k_web_rules],
    [...server_findings(tree), ...sql_findings(tree), ...web_findings(tree)],
  ),
);
