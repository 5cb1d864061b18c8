// Generates src/api/schema.d.ts from the contract, with the generator of tools/api-types.
import { spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const run = spawnSync(process.execPath, [`${root}/tools/api-types/generate.mjs`], {
  stdio: "inherit",
});
process.exitCode = run.status ?? 1;
