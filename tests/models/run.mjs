// Checks the models beside it exhaustively with Spin, and that every broken twin of them fails. The
// twins of a model are the BROKEN_… switches in its text: a switch that is there is checked.
// Usage: node tests/models/run.mjs [MODEL…] [--show]   (--show prints the steps to each failure)
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../lib/process.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const is_shown = process.argv.includes("--show");
const names = readdirSync(here)
  .filter((name) => name.endsWith(".pml"))
  .map((name) => name.slice(0, -".pml".length))
  .filter((name) => words.length === 0 || words.includes(name));

/** Twins that do nothing wrong but get stuck; all others must break an assertion. */
const stuck = new Set(["BROKEN_ADOPTION"]);
/** Steps of one path; far more than any path of these models has. */
const depth_max = 2_000_000;

const compile = {
  states: ["-DSAFETY", "-DNOCLAIM"],
  ends: ["-DNFAIR=5"], // weak fairness: whoever can go on for ever does go on
};

const checks = names.flatMap((name) => {
  const file = path.join(here, `${name}.pml`);
  const switches = readFileSync(file, "utf8").match(/\bBROKEN_[A-Z]+\b/g) ?? [];
  const twins = [...new Set(switches)];
  return [
    { name, file, kind: "states", defines: [], title: `${name}: every state is allowed` },
    { name, file, kind: "ends", defines: [], title: `${name}: it comes to its end` },
    ...twins.map((twin) => ({
      name,
      file,
      twin,
      kind: "states",
      defines: [`-D${twin}`],
      title: `${name}: ${twin} fails`,
    })),
  ];
});

const codes = Array.from({ length: 256 }, (_, code) => code);

/** The steps that lead to the failure just found. */
function steps(check, options) {
  const trail = ["-k", `${check.name}.pml.trail`];
  return run("spin", [...check.defines, ...trail, "-p", "-g", check.file], options);
}

/** Verifies one variant in a folder of its own; returns what went wrong, or nothing. */
async function verify(check, folder) {
  const options = { cwd: folder, codes };
  await run("spin", [...check.defines, "-a", check.file], { cwd: folder });
  const effort = check.twin ? "-O0" : "-O1"; // a twin fails soon
  const flags = [effort, "-w", "-DVECTORSZ=1024", ...compile[check.kind]];
  await run("gcc", [...flags, "-o", "pan", "pan.c"], { cwd: folder });
  const claims = check.kind === "ends" ? ["-a", "-f"] : [];
  const output = await run("./pan", [`-m${depth_max}`, ...claims], options);
  const errors = Number(output.match(/errors: (\d+)/)?.[1] ?? -1);
  const why = output.match(/pan:\d+: (.*?)(?: \(at depth|\n)/)?.[1] ?? "";
  check.states = Number(output.match(/(\d+) states, stored/)?.[1] ?? 0);
  if (/too small|out of memory|resource limit|not completed/i.test(output) && errors < 1)
    return `the search was cut off:\n${output}`;
  if (!check.twin) {
    if (errors === 0) return "";
    return `${why}\n${(await steps(check, options)).slice(-4000)}`;
  }
  const wanted = stuck.has(check.twin) ? "invalid end state" : "assertion violated";
  if (errors < 1 || !why.includes(wanted)) return `${why || "nothing"} in ${check.states} states`;
  if (is_shown) console.log(await steps(check, options));
  check.why = why;
  return "";
}

let passed = 0;
let failed = 0;
async function worker(queue) {
  for (let check = queue.shift(); check; check = queue.shift()) {
    const folder = mkdtempSync(path.join(os.tmpdir(), "bursar-model-"));
    let wrong;
    try {
      wrong = await verify(check, folder);
    } catch (error) {
      wrong = error.message;
    }
    rmSync(folder, { recursive: true, force: true });
    if (wrong) ++failed;
    else ++passed;
    const seen = check.twin ? check.why : `${check.states} states`;
    console.log(wrong ? `FAILED ${check.title}: ${wrong}` : `ok ${check.title}: ${seen}`);
  }
}

const queue = [...checks];
const begin = performance.now();
await Promise.all(Array.from({ length: os.availableParallelism() }, () => worker(queue)));
console.log(`${((performance.now() - begin) / 1000).toFixed(1)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
