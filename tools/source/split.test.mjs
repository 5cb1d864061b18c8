// Protects the reader under all source checks: code keeps its place, text and comments do not leak
// into it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { line_at, split_cpp, split_script } from "./split.mjs";

test("code keeps length and lines when comments and literals are blanked", () => {
  const text = 'int a = 1; // one\n/* two\nlines */ auto s = "x//y"; char c = \'"\';\n';
  const { code, comments, literals } = split_cpp(text);
  assert.equal(code.length, text.length);
  assert.equal(code.split("\n").length, text.split("\n").length);
  assert.deepEqual(
    comments.map((c) => c.line),
    [1, 2],
  );
  assert.deepEqual(
    literals.map((l) => l.text),
    ['"x//y"', "'\"'"],
  );
});

test("raw strings end at their own delimiter", () => {
  const { code, literals } = split_cpp('f(R"sql(SELECT ")" FROM t)sql"); g();');
  assert.equal(literals.length, 1);
  assert.match(code, /g\(\);$/);
});

test("digit separators open no character literal", () => {
  assert.equal(split_cpp("auto n = 1'000'000; h();").literals.length, 0);
});

test("code inside a template literal stays code", () => {
  const { code, literals } = split_script("const s = `a $" + "{call({ b: 1 })} c`; after();");
  assert.match(code, /call\(\{ b: 1 \}\)/);
  assert.match(code, /after\(\);/);
  assert.equal(literals.length, 2);
});

test("a regular expression hides its quotes and braces", () => {
  const { code } = split_script("const r = /[\"'/{]+/g; const q = a / b; end();");
  assert.match(code, /const q = a \/ b; end\(\);/);
  assert.doesNotMatch(code, /["'{]/);
});

test("an apostrophe in element text does not swallow the file", () => {
  const { code } = split_script("<p>Don't</p>;\nafter();");
  assert.match(code, /after\(\)/);
});

test("lines are counted from one", () => {
  assert.equal(line_at("a\nb\nc", 0), 1);
  assert.equal(line_at("a\nb\nc", 4), 3);
});
