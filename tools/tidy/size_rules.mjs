// How big things may get: files, functions, lines.

import { functions_of } from "../source/functions.mjs";
import { finding } from "../source/report.mjs";

export const k_size_rules = ["file-length", "function-length", "line-length"];

const k_file_lines = 500;
const k_function_lines = 70;
const k_component_lines = 120;
const k_columns = 100;
/// A long address, or one long text such as the path of an icon.
const k_unbreakable = /https?:\/\/\S{40}|(["'`])(?:(?!\1).){80,}\1/;

function file_findings(file) {
  const lines = file.lines.at(-1) === "" ? file.lines.length - 1 : file.lines.length;
  if (lines <= k_file_lines) return [];
  const message = `${lines} lines, at most ${k_file_lines}: split by subject`;
  return [finding("file-length", file.path, 0, message)];
}

function limit_of(head, script) {
  if (!script) return k_function_lines;
  if (/\bdescribe\s*\(/.test(head)) return Number.POSITIVE_INFINITY;
  return /\b(function|const)\s+[A-Z]/.test(head) ? k_component_lines : k_function_lines;
}

// In tests a function may be a list of cases: there, only lines outside the cases count.
function function_findings(file) {
  if (!file.is_code) return [];
  const is_list = file.script && /(^tests\/|\.test\.)/.test(file.path);
  return functions_of(file.code, file.script)
    .map((one) => ({ ...one, limit: limit_of(one.head, file.script) }))
    .map((one) => ({ ...one, counted: is_list ? one.own : one.lines }))
    .filter((one) => one.counted > one.limit)
    .map((one) => {
      const message = `function of ${one.counted} lines, at most ${one.limit}: split it`;
      return finding("function-length", file.path, one.line, message);
    });
}

function column_findings(file) {
  const found = [];
  for (const [index, line] of file.lines.entries()) {
    const columns = [...line].length;
    if (columns <= k_columns || k_unbreakable.test(line)) continue;
    const message = `${columns} columns, at most ${k_columns}`;
    found.push(finding("line-length", file.path, index + 1, message));
  }
  return found;
}

export function size_findings(file) {
  return [...file_findings(file), ...function_findings(file), ...column_findings(file)];
}
