// Compares our rule language with an independent implementation of CEL: random typed expressions
// over random facts, thousands of them, from a seed. Where CEL ends in an error (something missing,
// an overflow) it has no answer and ours is not compared; where it has one, ours must be the same.
// Usage: node tests/rules/run.mjs [--cases N] [--seed N]
import { spawn } from "node:child_process";
import path from "node:path";
import { run } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { create } from "@bufbuild/protobuf";
import { DurationSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { root } from "../lib/installation.mjs";
import { Expressions, Random, random_facts } from "./expressions.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const cases = option("cases", 20_000);
const seed = option("seed", 20_261_122);

const make = {
  instant: (ms) => create(TimestampSchema, { seconds: BigInt(ms / 1_000), nanos: 0 }),
  duration: (ms) => create(DurationSchema, { seconds: BigInt(ms / 1_000), nanos: 0 }),
};

/** "true", "false", or undefined where CEL has no answer. */
function cel_answer(text, facts) {
  try {
    const answer = run(text, { f: facts }, { funcs: strings });
    return typeof answer === "boolean" ? String(answer) : undefined;
  } catch {
    return undefined;
  }
}

/** Answers of ours for all questions, one line each. */
function our_answers(questions) {
  return new Promise((resolve, reject) => {
    const program = spawn(path.join(root, "build", "dev", "bin", "rule_answers"));
    let output = "";
    program.stdout.on("data", (chunk) => {
      output += chunk;
    });
    program.stderr.pipe(process.stderr);
    program.on("error", reject);
    program.on("close", (code) =>
      code === 0 ? resolve(output.trimEnd().split("\n")) : reject(new Error(`ended with ${code}`)),
    );
    program.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
  });
}

const random = new Random(seed);
const expressions = new Expressions(random);
const questions = Array.from({ length: cases }, () => {
  const text = expressions.boolean(2 + random.below(3));
  return { text, facts: random_facts(random, make) };
});
const ours = await our_answers(
  questions.map(({ text, facts }) => ({ rule: text.ours, facts: facts.ours })),
);

const told = { compared: 0, true: 0, without_answer: 0, too_complex: 0 };
let failed = 0;
for (const [i, { text, facts }] of questions.entries()) {
  if (ours[i].startsWith("too_complex")) {
    ++told.too_complex;
    continue;
  }
  const expected = cel_answer(text.cel, facts.cel);
  const refused = ours[i] !== "true" && ours[i] !== "false";
  if (expected === undefined && !refused) {
    ++told.without_answer;
    continue;
  }
  ++told.compared;
  if (expected === "true") ++told.true;
  if (ours[i] === expected) continue;
  if (++failed <= 5)
    console.log(`FAILED ${text.ours}\n  as ${text.cel}\n  with ${JSON.stringify(facts.ours)}`);
  if (failed <= 5) console.log(`  ours: ${ours[i]}, CEL: ${expected}`);
}
// Both answers must be common, else the comparison says little.
if (told.compared < cases / 3 || told.true < told.compared / 5) {
  console.log(`FAILED the cases say little: ${JSON.stringify(told)}`);
  ++failed;
}
console.log(`seed ${seed}: ${JSON.stringify(told)}`);
console.log(`${told.compared - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
