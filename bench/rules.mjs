// What rules cost, and what a routing decision costs: small programs without a server.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "../tests/lib/process.mjs";
import { bin } from "./measure.mjs";

export async function rules() {
  process.stdout.write(await run(path.join(bin, "rule_cost"), []));
}

export async function routing() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bursar-routing-"));
  try {
    process.stdout.write(
      await run(path.join(bin, "routing_cost"), [path.join(folder, "routing.db")]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
