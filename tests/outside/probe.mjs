// Tools that know nothing of Bursar and a stop-watch, let loose on a started server: what they find
// is a failure, unless docs/security-review.md explains why it is none and the tool's file here
// says so. Usage: node tests/outside/probe.mjs [ffuf] [hydra] [slowhttptest] [sqlmap] [testssl]
// [timing]
//        [wapiti] [--deep] [--samples N]
import { parseArgs } from "node:util";
import { ffuf } from "./ffuf.mjs";
import { hydra } from "./hydra.mjs";
import { slowhttptest } from "./slowhttptest.mjs";
import { sqlmap } from "./sqlmap.mjs";
import { has, openStage } from "./stage.mjs";
import { testssl } from "./testssl.mjs";
import { timing } from "./timing.mjs";
import { wapiti } from "./wapiti.mjs";

/** Those that send floods meet a server without rate limits, or they would only test the limits. */
const tools = {
  testssl: { probe: testssl, stage: false },
  ffuf: { probe: ffuf, unlimited: true },
  slowhttptest: { probe: slowhttptest },
  hydra: { probe: hydra },
  sqlmap: { probe: sqlmap, unlimited: true },
  wapiti: { probe: wapiti, unlimited: true },
  timing: {
    probe: timing,
    unlimited: true,
    own: true,
    settings: 'trusted_proxies = ["127.0.0.1"]\n',
  },
};

const { values, positionals: chosen } = parseArgs({
  options: { deep: { type: "boolean" }, samples: { type: "string", default: "2000" } },
  allowPositionals: true,
});
const options = { deep: values.deep, samples: Number(values.samples) };
for (const name of chosen)
  if (!tools[name]) {
    console.error(`no tool is called ${name}: ${Object.keys(tools).join(", ")}`);
    process.exit(2);
  }

let failed = 0;
for (const name of chosen.length > 0 ? chosen : Object.keys(tools)) {
  const { probe, stage: wanted = true, unlimited, own, settings } = tools[name];
  if (!own && !has(name)) throw new Error(`${name} is not installed: ./dev probe installs it`);
  const began = performance.now();
  console.log(`${name}:`);
  const stage = wanted
    ? await openStage({ arguments_: unlimited ? ["--no-rate-limits"] : [], settings })
    : undefined;
  let findings;
  try {
    findings = await probe(stage, options);
  } finally {
    await stage?.stop();
  }
  for (const one of findings) console.log(`  FOUND ${one}`);
  const took_s = Math.round((performance.now() - began) / 1000);
  console.log(`${name}: ${findings.length} findings in ${took_s} s`);
  failed += findings.length > 0 ? 1 : 0;
}
process.exit(failed > 0 ? 1 : 0);
