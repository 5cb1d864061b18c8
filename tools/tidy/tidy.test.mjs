// Every house rule is seen failing here on a small tree with exactly one thing wrong, and the
// ratchet is seen to accept no more than it names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { broken_rules } from "../source/fixture.mjs";
import { finding } from "../source/report.mjs";
import { filler_in } from "./name_rules.mjs";
import { apply_ratchet } from "./ratchet.mjs";
import { k_rules, tidy_findings } from "./rules.mjs";

const k_intro = "// Refunds of captured payments.\n";
const k_tree = {
  "README.md": "# Bursar\n\nSee [the rules](CONTRIBUTING.md#rules) and `server/refunds`.\n",
  "CONTRIBUTING.md": "# Contributing\n\n## Rules\n",
  "server/refunds/README.md": "# refunds\n",
  "server/refunds/refund.hpp": `${k_intro}#pragma once\nint amount_minor(int share);\n`,
  "server/refunds/refund.cpp": `${k_intro}int f(int a) { return a; } // a double check\n`,
  "server/refunds/refund_test.cpp": `${k_intro}TEST(A, B) {\n  // Money is never lost.\n}\n`,
  "server/refunds/migrations/0001_refunds.sql": "-- Tables of the refunds.\nCREATE TABLE r (i);\n",
  "server/net/README.md": "# net\n",
  "server/net/system_ports.cpp": `${k_intro}auto n = std::chrono::system_clock::now();\n`,
  "web/office/src/ui/data-table.tsx": `${k_intro}export const a = b !== c;\n`,
  "web/office/src/ui/data-table.test.tsx": "const a = b!.c;\n",
  "web/office/src/ui/data-table.module.css": ".a { color: red; }\n",
  "web/office/src/api/schema.d.ts": "// Generated from the contract.\nlet data: any = 1;\n",
};

function check(change) {
  return broken_rules(tidy_findings, { ...k_tree, ...change });
}

test("a tree that follows the rules has no finding", () => {
  assert.deepEqual(check({}), []);
});

const k_cpp = "server/refunds/x.cpp";
const k_ts = "web/office/src/ui/x.tsx";
const k_body = (lines) => `void f() {\n${"  g();\n".repeat(lines)}}\n`;

const k_body_of = (line) => `Task<void> f() {\n  ${line}\n}\n`;
const k_await = (operand) => k_body_of(`const auto r = co_await ${operand};`);

const k_cases = [
  ["file-length", "501 lines", k_cpp, k_intro + "int a;\n".repeat(500)],
  ["function-length", "71 lines of C++", k_cpp, k_intro + k_body(69)],
  [
    "function-length",
    "71 lines of TypeScript",
    k_ts,
    `${k_intro}export function f() {\n${"  g();\n".repeat(69)}}\n`,
  ],
  ["line-length", "101 columns", k_cpp, `${k_intro}// ${"a".repeat(98)}\n`],
  ["first-sentence", "no opening comment", k_cpp, "#include <string>\n// What it is for, late.\n"],
  ["first-sentence", "a word is no sentence", k_cpp, "// Refunds.\n"],
  ["first-sentence", "styles of nothing in particular", "web/office/src/app/x.css", ".a {}\n"],
  ["raw-clock", "ticks outside net", k_cpp, `${k_intro}auto t = steady_clock::now();\n`],
  ["leftover", "a marker in a comment", k_cpp, `${k_intro}// ${"TO"}DO later\n`],
  ["machine-path", "a home directory", k_cpp, `${k_intro}// see /${"home"}/me/x\n`],
  [
    "test-purpose",
    "a test that does not say what it protects",
    "server/refunds/x_test.cpp",
    `${k_intro}\nTEST(A, B) {\n  int a = 1;\n}\n`,
  ],
  ["filler-name", "in a file name", "server/refunds/refund_utils.cpp", k_intro],
  ["filler-name", "in a variable", k_cpp, `${k_intro}const std::string& user_info = f();\n`],
  ["filler-name", "in a type", k_cpp, `${k_intro}class RefundManager {};\n`],
  ["filler-name", "in a function", k_cpp, `${k_intro}std::string refund_helper(int a);\n`],
  ["filler-name", "in TypeScript", k_ts, `${k_intro}const oldValue = 1;\n`],
  ["file-case", "PascalCase in the server", "server/refunds/Refund.cpp", k_intro],
  ["file-case", "snake_case in the web", "web/office/src/ui/date_box.tsx", k_intro],
  ["no-float", "a double", k_cpp, `${k_intro}double rate = 1;\n`],
  ["using-std", "using namespace std", k_cpp, `${k_intro}using namespace std;\n`],
  ["raw-clock", "system_clock", k_cpp, `${k_intro}auto t = std::chrono::system_clock::now();\n`],
  ["raw-clock", "the C clock", k_cpp, `${k_intro}auto t = time(nullptr);\n`],
  ["raw-random", "random_device", k_cpp, `${k_intro}std::random_device d;\n`],
  ["raw-random", "rand", k_cpp, `${k_intro}int a = rand();\n`],
  [
    "no-sleep",
    "a sleeping test",
    "tests/x/x_test.cpp",
    `${k_intro}void f() { std::this_thread::sleep_for(1s); }\n`,
  ],
  [
    "scope-issuer",
    "a scope made by a module",
    k_cpp,
    `${k_intro}auto s = ScopeIssuer::installation();\n`,
  ],
  ["await-lambda", "a copy captured", k_cpp, `${k_intro}${k_await("f([a](int) { g(a); })")}`],
  [
    "await-lambda",
    "two lines",
    k_cpp,
    `${k_intro}${k_await("f(b,\n  [this, a = b]() mutable { g(); })")}`,
  ],
  ["await-braces", "an aggregate", k_cpp, `${k_intro}${k_await('w({a, ""}, 5)')}`],
  ["await-braces", "an aggregate with its name", k_cpp, `${k_intro}${k_await("w(Plan{a, b})")}`],
  ["await-condition", "an if", k_cpp, `${k_intro}${k_body_of("if (!co_await f()) g();")}`],
  ["await-condition", "an empty while", k_cpp, `${k_intro}${k_body_of("while (co_await f()) {}")}`],
  ["await-condition", "a for", k_cpp, `${k_intro}${k_body_of("for (; co_await f();) g();")}`],
  ["macro", "a #define", k_cpp, `${k_intro}#define REFUND 1\n`],
  ["pragma-once", "a header without it", "server/refunds/x.hpp", k_intro],
  ["html-sink", "innerHTML", k_ts, `${k_intro}a.innerHTML = b;\n`],
  ["html-sink", "eval", k_ts, `${k_intro}eval(b);\n`],
  ["no-any", "a parameter of any type", k_ts, `${k_intro}const f = (a: any) => a;\n`],
  ["no-any", "an assertion to any", k_ts, `${k_intro}const c = b as any;\n`],
  ["non-null", "an asserted value", k_ts, `${k_intro}const c = b!.d;\n`],
  ["readme", "a module without README", "server/refunds/README.md", null],
  ["readme", "a README of 41 lines", "server/refunds/README.md", "line\n".repeat(41)],
  ["links", "a dead link", "docs/x.md", "[a](missing.md)\n"],
  ["links", "a comment that names an absent document", k_cpp, `${k_intro}// see domain.md 2\n`],
  ["links", "a dead anchor", "docs/x.md", "[a](../CONTRIBUTING.md#nothing)\n"],
  ["paths", "a path that does not exist", "ARCHITECTURE.md", "See `server/payouts/x.cpp`.\n"],
  ["proofs", "a test that does not exist", "docs/checklists/x.md", "| 1 | `A.C` |\n"],
  ["proofs", "a suite that does not exist", "docs/checklists/x.md", "| 1 | `C.*` |\n"],
  ["proofs", "a file that does not exist", "docs/checklists/x.md", "`tests/x/run.mjs`\n"],
  ["proofs", "a sentence nowhere", "docs/checklists/x.md", '`server/net/README.md` "never"\n'],
];

for (const [rule, what, path, text] of k_cases) {
  test(`${rule}: ${what}`, () => assert.deepEqual(check({ [path]: text }), [rule]));
}

test("awaiting what is named, references and declared conditions are fine", () => {
  const lines = [
    "co_await f([&, this, &a] { h([b] { i({c}); }); }, x[i]);",
    "if (Result<int> read = co_await f(); !read) co_return g({a, b});",
    "while (const auto one = co_await f()) g();",
    "for (bool open = true; open;) open = co_await f();",
    "if (a) co_return co_await f(std::move(b));",
    "const auto h = [a] { g({a}); };",
    "if (a) {\n    co_await f();\n  }",
    "Wake wake(co_await executor);\n  const Plan p{a, b};",
    "asio::co_spawn(c, [a] { co_await f(); }, d);",
  ];
  for (const line of lines)
    assert.deepEqual(check({ [k_cpp]: k_intro + k_body_of(line) }), [], line);
});

test("a checklist may name what is there", () => {
  const line = '`A.B`, `A.*`, `server/refunds/refund_test.cpp` "Money … lost", `./dev probe`\n';
  assert.deepEqual(check({ "docs/checklists/x.md": line }), []);
});

test("every rule has a test that sees it fail", () => {
  const seen = new Set(k_cases.map(([rule]) => rule));
  assert.deepEqual(
    k_rules.filter((rule) => !seen.has(rule)),
    [],
  );
});

test("words that only contain a filler are fine", () => {
  for (const name of ["metadata", "newest_at", "information", "renewal", "data-table"]) {
    assert.equal(filler_in(name), undefined, name);
  }
});

const k_two = [1, 2].map((line) => finding("no-float", "server/a.cpp", line, ""));
const k_entry = { rule: "no-float", path: "server/a.cpp", count: 2, reason: "a statistic" };

test("the ratchet accepts what it names", () => {
  assert.deepEqual(apply_ratchet(k_two, [k_entry]), []);
});

test("one finding more than the ratchet names shows them all", () => {
  assert.equal(apply_ratchet(k_two, [{ ...k_entry, count: 1 }]).length, 2);
});

test("the ratchet fails when an entry could shrink", () => {
  const [left] = apply_ratchet(k_two, [{ ...k_entry, count: 3 }]);
  assert.equal(left.rule, "ratchet");
  assert.equal(apply_ratchet([], [k_entry]).length, 1);
});

test("the ratchet wants reasons", () => {
  assert.equal(apply_ratchet(k_two, [{ ...k_entry, reason: "" }]).length, 1);
});
