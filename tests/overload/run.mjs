// Ten times the load of payments arrives as lists and figures that nobody slows down: payments keep
// at least half of what the server takes without them, each one is accepted, and reads are told
// when to come back.
import os from "node:os";
import path from "node:path";
import { Installation, root, sampleSale } from "../lib/installation.mjs";
import { Program } from "../lib/process.mjs";
import { keepBusy, requestText } from "./callers.mjs";
import { checkSignIns } from "./sign_ins.mjs";

const payers = 16;
const readers = 10 * payers;
const alone_ms = 2_500;
const flood_ms = 4_000;

let failed = 0;
let passed = 0;
function check(name, holds, seen) {
  if (holds) ++passed;
  else ++failed;
  console.log(`${holds ? "ok" : "FAILED"} ${name}: ${seen}`);
}

const rateOf = (answers, wait_ms) => Math.round((answers.length * 1000) / wait_ms);
const p99Of = (answers) => {
  const times = answers.map((one) => one.took_ms).sort((a, b) => a - b);
  return Math.round(times[Math.floor(times.length * 0.99)] ?? 0);
};
const portOf = (url) => Number(new URL(url).port);

const installation = await Installation.create({
  arguments_: ["--no-rate-limits", "--no-dispatch"],
});
try {
  await installation.serve();
  const office = await installation.signUp();
  const { merchant, key } = await installation.createMerchant(office);
  const authorization = { Authorization: `Bearer ${key.plain_text}` };
  let orders = 0;
  const sale = () =>
    requestText(
      "POST",
      "/v1/transactions",
      authorization,
      JSON.stringify(sampleSale(merchant.merchant_id, `order-${++orders}`)),
    );
  const pay = (wait_ms) =>
    keepBusy({ port: portOf(installation.api), count: payers, wait_ms, next: sale });

  const cookie = [...office.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const person = { Cookie: cookie, "Sec-Fetch-Site": "same-origin" };
  const read = (target) => requestText("GET", target, person);
  const groups = [
    {
      port: portOf(installation.office),
      count: readers / 2,
      requests: [
        read("/api/payments?limit=200"),
        read("/api/dashboard?range=30d"),
        read(`/api/payments?limit=200&merchant_id=${merchant.merchant_id}&search=order`),
      ],
    },
    {
      port: portOf(installation.api),
      count: readers / 2,
      requests: [requestText("GET", "/v1/transactions?limit=200", authorization)],
    },
  ];

  /** Payments alone, then under the flood, then after it. */
  const measure = async () => {
    const alone = await pay(alone_ms);
    const flood = new Program(process.execPath, [
      path.join(root, "tests", "overload", "callers.mjs"),
      JSON.stringify({ wait_ms: flood_ms, groups }),
    ]);
    os.setPriority(flood.child.pid, 10); // the flood must not win by starving whoever measures
    await flood.line(/flooding/);
    const under = await pay(flood_ms - 500);
    const [, told] = await flood.line(/flooded (.*)/);
    await flood.ended;
    const after = await pay(1_000);
    const rates = {
      alone: rateOf(alone, alone_ms),
      under: rateOf(under, flood_ms - 500),
      after: rateOf(after, 1_000),
    };
    const p99_ms = { alone: p99Of(alone), under: p99Of(under), after: p99Of(after) };
    const reads = JSON.parse(told);
    // What the flood's own program took of the machine was not the server's to give.
    const left = 1 - reads.cpu_ms / (flood_ms * os.availableParallelism());
    const holds_half = rates.under * 2 >= rates.alone * left;
    console.log(JSON.stringify({ rates, p99_ms, reads, left }));
    return { rates, holds_half, left, payments: [...alone, ...under, ...after], ...reads };
  };

  await pay(500); // warm
  let round = await measure();
  // Other work on the machine may hit one of the phases; what is slow in truth is slow again.
  for (let tries = 1; tries < 3 && !round.holds_half; ++tries) round = await measure();

  const { rates, holds_half, left, payments, statuses, withoutRetryAfter } = round;
  const seen = JSON.stringify({ ...rates, left });
  check("payments keep half of the capacity that the flood's program leaves", holds_half, seen);
  check("payments are as fast as before once it is over", rates.after * 2 >= rates.alone, seen);
  const refused = payments.filter((one) => one.status !== 201);
  check("every payment is accepted", refused.length === 0, refused[0]?.head ?? `${orders}`);
  const told = JSON.stringify(statuses);
  check("reads are shed, not all of them", statuses[503] > 0 && statuses[200] > 0, told);
  check(
    "nothing but answers and refusals that say when to come back",
    withoutRetryAfter === 0 && Object.keys(statuses).every((one) => ["200", "503"].includes(one)),
    told,
  );
} catch (error) {
  ++failed;
  console.log(`FAILED set-up: ${error.stack}\n${installation.server?.output.slice(-2000)}`);
} finally {
  await installation.stop();
}
try {
  await checkSignIns({ check });
} catch (error) {
  ++failed;
  console.log(`FAILED sign-ins: ${error.stack}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
