// The browser tests against the real server and simulator: node tests/e2e/run.mjs [FILTER]. One
// demo serves the tests that only look; those that change the world bring an installation of their
// own.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { bursar, simulator } from "../lib/installation.mjs";
import { Program } from "../lib/process.mjs";
import { launch } from "./browser.mjs";
import "./every_page.mjs";
import { demoPassword, signedInState } from "./people.mjs";
import "./session.mjs";
import "./set_up.mjs";
import "./shell.mjs";
import { runTests } from "./suite.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "bursar-e2e-"));
const sizes = ["--history", "400", "--days", "30", "--per-minute", "20"];
const ports = ["--office-port", "0", "--api-port", "0"];
const where = ["--data", path.join(folder, "demo"), "--simulator", simulator];
const server = new Program(bursar, [
  "demo",
  ...where,
  ...ports,
  ...sizes,
  "--password",
  demoPassword,
]);
const browser = await launch();
let ok = false;
try {
  const [, demo] = await server.line(/office\s+(http:\S+)/, 60_000);
  const admin = await signedInState(browser, demo);
  const filter = process.argv[2] ? new RegExp(process.argv[2]) : undefined;
  ok = await runTests({ browser, demo, admin }, filter);
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = ok ? 0 : 1;
