// What rules cost: a small program without a server.
import path from "node:path";
import { run } from "../tests/lib/process.mjs";
import { bin } from "./measure.mjs";

export async function rules() {
  process.stdout.write(await run(path.join(bin, "rule_cost"), []));
}
