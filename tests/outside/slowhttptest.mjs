// slowhttptest holds hundreds of connections open with slow heads, slow bodies and slow reads:
// others must be served all the while.
import path from "node:path";
import { run } from "../lib/process.mjs";
import { reports } from "./stage.mjs";

const seconds = 20;
const patience_ms = 2_000;

const kinds = {
  "slow heads": ["-H", "-t", "GET"],
  "slow bodies": ["-B", "-t", "POST", "-s", "8192", "-f", "application/json"],
  "slow reads": ["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3"],
};

/** Asks for the health of the server until `ended` and tells the longest wait. */
async function watch(base, ended) {
  let longest = 0;
  while (!ended.done) {
    const began = performance.now();
    const answer = await fetch(`${base}/healthz`, {
      headers: { connection: "close" },
      signal: AbortSignal.timeout(10_000),
    }).catch((error) => ({ status: error.name }));
    if (answer.status !== 200) return { longest: Number.POSITIVE_INFINITY, status: answer.status };
    longest = Math.max(longest, performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { longest };
}

export async function slowhttptest(stage) {
  const findings = [];
  const base = stage.installation.office;
  for (const [name, how] of Object.entries(kinds)) {
    const where = name === "slow bodies" ? "/api/session" : "/";
    const ended = { done: false };
    const watched = watch(base, ended);
    const prefix = path.join(reports, `slow-${name.replace(" ", "-")}`);
    await run(
      "slowhttptest",
      [...how, "-c", "800", "-r", "200", "-i", "3", "-l", String(seconds), "-p", "2"].concat([
        ...["-u", base + where, "-g", "-o", prefix],
      ]),
      { codes: [0, 1] },
    );
    ended.done = true;
    const { longest, status } = await watched;
    console.log(`  ${name}: 800 connections, others waited at most ${Math.round(longest)} ms`);
    if (longest > patience_ms)
      findings.push(`${name}: others waited ${longest} ms (${status ?? 200})`);
  }
  return findings;
}
