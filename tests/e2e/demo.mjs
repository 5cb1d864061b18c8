// A demo installation for browser tests: generated history, the real server and simulator, gone
// afterwards.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { bursar, simulator } from "../lib/installation.mjs";
import { Program } from "../lib/process.mjs";
import { demoPassword, signedInState } from "./people.mjs";

export async function startDemo({ history, days, per_minute }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bursar-e2e-"));
  const where = ["--data", path.join(folder, "demo"), "--simulator", simulator];
  const ports = ["--office-port", "0", "--api-port", "0"];
  const sizes = ["--history", history, "--days", days, "--per-minute", per_minute].map(String);
  const args = ["demo", ...where, ...ports, ...sizes, "--password", demoPassword];
  const server = new Program(bursar, args);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [, office] = await server.line(/office\s+(http:\S+)/, 60_000);
    const [, api] = await server.line(/payments\s+(http:\S+)\/v1/);
    return { office, api, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A test that changes the world gets a demo of its own, where nothing happens by itself. */
export const withDemo = (body) => async (world) => {
  const demo = await startDemo({ history: 60, days: 20, per_minute: 0 });
  try {
    const admin = await signedInState(world.browser, demo.office);
    await body({ ...world, demo: demo.office, demoApi: demo.api, admin });
  } finally {
    await demo.stop();
  }
};
