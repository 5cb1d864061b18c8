// Protects comments: wrapping moves words on and changes none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wrapped } from "./wrap_comments.mjs";

const k_long = `// ${"word ".repeat(19)}last two`; // 106 columns

test("words that do not fit go to the front of the next comment line", () => {
  const lines = wrapped(`${k_long}\n// and on.\ncode();\n`).split("\n");
  assert.deepEqual(lines.slice(1), ["// last two and on.", "code();", ""]);
  assert.ok(lines[0].endsWith("word") && lines[0].length <= 100);
});

test("a comment of one line grows a second", () => {
  assert.deepEqual(wrapped(`  ${k_long}\ncode();`).split("\n").slice(1), [
    "  // last two",
    "code();",
  ]);
});

test("short comments, code and directives stay", () => {
  const text = `// short\n${"a".repeat(120)}\n// biome-ignore ${"x ".repeat(60)}\n`;
  assert.equal(wrapped(text), text);
});
