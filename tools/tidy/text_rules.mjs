// What every source file owes its reader: a first sentence, no leftovers, no path of one machine.
import { finding } from "../source/report.mjs";

export const k_text_rules = ["first-sentence", "leftover", "machine-path", "test-purpose"];

const k_marks = /^(\/\/+|\/\*+|\*+\/|\*)\s?/;
const k_marks_by_ending = { sh: /^#\s?/, sql: /^--\s?/ };

/// Text of the comment a file opens with (after a #! line); "" when it opens with something else.
function opening_comment(path, lines) {
  const marks = k_marks_by_ending[path.slice(path.lastIndexOf(".") + 1)] ?? k_marks;
  const start = lines[0]?.startsWith("#!") ? 1 : 0;
  const words = [];
  let in_block = false;
  for (const line of lines.slice(start)) {
    const text = line.trim();
    if (!in_block && !marks.test(text)) break;
    if (text.startsWith("/*")) in_block = true;
    words.push(text.replace(marks, "").replace(/\*\/\s*$/, ""));
    if (text.endsWith("*/")) in_block = false;
  }
  return words.join(" ").trim();
}

export function sentence_findings(file, excused) {
  if (excused) return [];
  const text = opening_comment(file.path, file.lines);
  if (text.split(/\s+/).length >= 4 && /[.:;?!…)](\s|$)/.test(text)) return [];
  const message = "start with a comment: a sentence on what the file is for";
  return [finding("first-sentence", file.path, 1, message)];
}

// Written with brackets so that this file passes its own rule; the last is also a currency
// code, so it counts only in comments.
const k_marker = /\b(TO[D]O|FIX[M]E|HAC[K]|WI[P])\b/;
const k_comment_marker = /(\/\/|\/\*|^\s*\*\s|^\s*#).*\b(XX[X])\b/;

function leftover_findings(file) {
  const found = [];
  for (const [index, line] of file.lines.entries()) {
    const mark = k_marker.exec(line) ?? k_comment_marker.exec(line);
    if (!mark) continue;
    const message = `${mark.at(-1)}: do it, or open an issue`;
    found.push(finding("leftover", file.path, index + 1, message));
  }
  return found;
}

function path_findings(file) {
  const found = [];
  for (const [index, line] of file.lines.entries()) {
    const path = /(?:^|[\s"'`(=:])(\/(?:home|root|Users|work)\/[\w.-]+)/.exec(line);
    if (!path) continue;
    const message = `${path[1]} exists on one machine only`;
    found.push(finding("machine-path", file.path, index + 1, message));
  }
  return found;
}

// A C++ test says in its first line, or right above it, what it protects; a vitest or node test
// says it in its name.
function purpose_findings(file) {
  if (!file.path.endsWith("_test.cpp")) return [];
  const found = [];
  for (const [index, line] of file.lines.entries()) {
    if (!/^TEST(_F|_P)?\s*\(/.test(line)) continue;
    const opening = file.lines.findIndex((text, i) => i >= index && /\{\s*(\/\/.*)?$/.test(text));
    const body = `${file.lines[opening]} ${file.lines[opening + 1] ?? ""}`;
    if (body.includes("//") || /^\s*\/\//.test(file.lines[index - 1] ?? "")) continue;
    const message = "a test's first line is a comment that says what it protects";
    found.push(finding("test-purpose", file.path, index + 1, message));
  }
  return found;
}

export function text_findings(file) {
  return [...leftover_findings(file), ...path_findings(file), ...purpose_findings(file)];
}
