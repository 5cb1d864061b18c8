// Five hundred sign-ins a second: the memory of password hashes is that of their pool and no more,
// what does not fit is told when to come back, and payments go on. As a program it measures for as
// many seconds as it is told: node tests/overload/sign_ins.mjs SECONDS
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Installation, sampleSale } from "../lib/installation.mjs";
import { Caller, keepBusy, requestText } from "./callers.mjs";

const per_s = 500;
const callers = 100;
const hash_threads = 2;
const slack_mb = 48; // connections, requests, and what the allocator keeps
const payers = 4;

const portOf = (url) => Number(new URL(url).port);
const memory = (pid, name) =>
  Number(readFileSync(`/proc/${pid}/status`, "utf8").match(`${name}:\\s+(\\d+) kB`)[1]) / 1024;
const p99Of = (answers) => {
  const times = answers.map((one) => one.took_ms).sort((a, b) => a - b);
  return Math.round(times[Math.floor(times.length * 0.99)] ?? 0);
};

/** A wrong password from an address of its own, so that no network is turned away for guessing. */
function signIn(number) {
  const body = JSON.stringify({
    email: "admin@bursar.example",
    password: `wrong guess ${number}`,
  });
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  const headers = { "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": address };
  return requestText("POST", "/api/session", headers, body);
}

/** Asks at the set rate whatever the answers; a caller that still waits skips its turn. */
async function flood(port, wait_ms) {
  const end = performance.now() + wait_ms;
  const answers = [];
  let number = 0;
  await Promise.all(
    Array.from({ length: callers }, async (_, index) => {
      let caller = new Caller(port);
      await sleep((index * 1000) / per_s);
      while (performance.now() < end) {
        const next = performance.now() + (callers * 1000) / per_s;
        number += 257;
        const answer = await caller.ask(signIn(number));
        answers.push(answer);
        if (answer.status === 0) caller = new Caller(port);
        await sleep(Math.max(0, next - performance.now()));
      }
      caller.socket.destroy();
    }),
  );
  return answers;
}

function judge({ check, installation, before_mb, answers, alone, under }) {
  const cost = readFileSync(path.join(installation.folder, "password.cost"), "utf8");
  const pool_mb = (hash_threads * Number(cost.match(/m=(\d+)/)[1])) / 1024;
  const grown_mb = memory(installation.server.child.pid, "VmHWM") - before_mb;
  const statuses = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  const seen = JSON.stringify({ grown_mb: Math.round(grown_mb), pool_mb, statuses });
  console.log(`${seen} payments p99 ${p99Of(alone)} ms alone, ${p99Of(under)} ms under`);
  check("sign-ins take the memory of their pool and no more", grown_mb < pool_mb + slack_mb, seen);
  const untold = answers.filter((one) => one.status === 503 && !/\r\nretry-after:/i.test(one.head));
  check("sign-ins beyond the queue are told when to come back", untold.length === 0, seen);
  const known = Object.keys(statuses).every((one) => ["401", "429", "503"].includes(one));
  check("sign-ins get no other answer", known && (statuses[401] ?? 0) > 0, seen);
  const refused = under.filter((one) => one.status !== 201);
  check("every payment beside them is accepted", refused.length === 0, refused[0]?.head ?? "");
}

export async function checkSignIns({ check, wait_ms = 4_000 }) {
  const installation = await Installation.create({
    arguments_: ["--no-rate-limits", "--no-dispatch"],
  });
  try {
    const proxy = 'behind_proxy = true\ntrusted_proxies = ["127.0.0.1"]\n';
    writeFileSync(path.join(installation.folder, "bursar.toml"), proxy);
    writeFileSync(path.join(installation.folder, "password.cost"), "m=65536,t=3\n");
    await installation.serve();
    const office = await installation.signUp();
    const { merchant, key } = await installation.createMerchant(office);
    let orders = 0;
    const next = () =>
      requestText(
        "POST",
        "/v1/transactions",
        { Authorization: `Bearer ${key.plain_text}` },
        JSON.stringify(sampleSale(merchant.merchant_id, `order-${++orders}`)),
      );
    const pay = (ms) =>
      keepBusy({ port: portOf(installation.api), count: payers, wait_ms: ms, next });
    const alone = await pay(wait_ms / 4);
    const before_mb = memory(installation.server.child.pid, "VmRSS");
    const [answers, under] = await Promise.all([
      flood(portOf(installation.office), wait_ms),
      pay(wait_ms),
    ]);
    judge({ check, installation, before_mb, answers, alone, under });
  } finally {
    await installation.stop();
  }
}

if (process.argv[1] === import.meta.filename) {
  let failed = 0;
  const check = (name, holds, seen) => {
    if (!holds) ++failed;
    console.log(`${holds ? "ok" : "FAILED"} ${name}: ${seen}`);
  };
  await checkSignIns({ check, wait_ms: Number(process.argv[2] ?? 60) * 1_000 });
  process.exitCode = failed === 0 ? 0 : 1;
}
