// Finds the bodies of functions and lambdas in C++ and TypeScript by their braces. A heuristic for
// text formatted as in this repository, good enough to measure lengths.
import { line_at } from "./split.mjs";

const k_control = new Set(
  "if for while switch catch constexpr requires return sizeof alignas decltype with".split(" "),
);
const k_cpp_tail = new RegExp(
  "(\\b(const|noexcept|override|final|mutable|try)|&&?|->\\s*[\\w:<>,*&\\s]+|" +
    "\\bnoexcept\\s*\\([^()]*\\))\\s*$",
);
const k_cpp_lambda = /\[[^[\]]*\]\s*$/;
const k_type_head = new RegExp(
  "^(template\\s*<[\\s\\S]*>\\s*)?(export\\s+)?(default\\s+)?(inline\\s+|abstract\\s+)?" +
    "(class|struct|union|enum|namespace|extern|interface)\\b",
);

/// Index of the "(" that matches the ")" at the end of `text`; -1 when there is none.
function opening_paren(text) {
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i -= 1) {
    if (text[i] === ")") depth += 1;
    else if (text[i] === "(" && --depth === 0) return i;
  }
  return -1;
}

function is_call_shaped(head) {
  const open = opening_paren(head);
  if (open < 0) return false;
  const before = head.slice(0, open).trimEnd();
  const word = /([\w$]+)$/.exec(before)?.[1];
  if (word) return !k_control.has(word);
  return /[\])>]$/.test(before) || /operator\s*\S+$/.test(before);
}

function is_cpp_function(head) {
  let text = head.trimEnd();
  while (k_cpp_tail.test(text)) text = text.replace(k_cpp_tail, "").trimEnd();
  if (k_cpp_lambda.test(text)) return !/\w\s*\[[^[\]]*\]\s*$/.test(text);
  if (k_type_head.test(text)) return false;
  if (text.endsWith("}")) return /\)\s*(noexcept\s*)?:\s/.test(text);
  return text.endsWith(")") && is_call_shaped(text);
}

function is_script_function(head) {
  const text = head.trimEnd();
  if (text.endsWith("=>")) return true;
  if (k_type_head.test(text.trimStart())) return false;
  const bare = text.replace(/\)\s*:\s*[\w$<>[\]|&,.\s"']+$/, ")");
  if (!bare.endsWith(")")) return false;
  const open = opening_paren(bare);
  return open > 0 && /[\w$>]\s*$/.test(bare.slice(0, open)) && is_call_shaped(bare);
}

/// Every function body of `code` (comments and literals already blanked) as
/// { head, line, lines, own }: the text before the brace, where it opens, how many lines it spans,
/// and how many of them are not inside functions of its own.
export function functions_of(code, script) {
  const text = code.replace(/^[ \t]*#.*(?:\\\n.*)*$/gm, (match) => match.replace(/[^\n]/g, " "));
  const is_function = script ? is_script_function : is_cpp_function;
  const stack = [];
  const found = [];
  let head = 0;
  let parens = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === "(") parens += 1;
    else if (c === ")") parens -= 1;
    else if (c === ";" && parens <= 0) head = i + 1;
    else if (c === "{") {
      const before = text.slice(head, i);
      const joined = !script && /[\w>]$/.test(before);
      const body = !joined && is_function(before);
      stack.push({ open: i, head, parens, joined, body, before, inner: 0 });
      head = i + 1;
      parens = 0;
    } else if (c === "}") {
      const block = stack.pop();
      if (!block) continue;
      const outer = stack.at(-1);
      if (block.body) {
        const line = line_at(text, block.open);
        const lines = line_at(text, i) - line + 1;
        found.push({ head: block.before.trim(), line, lines, own: lines - block.inner });
        if (outer) outer.inner += lines - 1;
      } else if (outer) {
        outer.inner += block.inner;
      }
      parens = block.parens;
      head = block.joined || parens > 0 ? block.head : i + 1;
    }
  }
  return found;
}
