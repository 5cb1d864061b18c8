// What g++ 12 makes of C++ around co_await (see server/net/http.hpp): temporaries with members or
// captures of their own are destroyed twice, and a condition that awaits can lose its coroutine.
import { finding } from "../source/report.mjs";
import { line_at } from "../source/split.mjs";

export const k_await_rules = ["await-lambda", "await-braces", "await-condition"];

const k_messages = {
  "await-lambda": "a lambda that captures values inside co_await is destroyed twice: name it first",
  "await-braces": "an aggregate in braces inside co_await is destroyed twice: name it first",
  "await-condition": "co_await as a condition is miscompiled: name its value first",
};
const k_closing = { "(": ")", "{": "}", "[": "]" };

/// Index just after the bracket that closes the one at `open`.
function after_bracket(code, open) {
  const other = k_closing[code[open]];
  let depth = 0;
  for (let i = open; i < code.length; i += 1) {
    if (code[i] === code[open]) depth += 1;
    else if (code[i] === other && --depth === 0) return i + 1;
  }
  return code.length;
}

/// References and `this` have nothing to destroy; a copy does.
function captures_values(list) {
  return list
    .split(",")
    .map((one) => one.trim())
    .some((one) => one !== "" && one !== "this" && !/^&\s*\w*$/.test(one));
}

/// The lambda that begins at `open`: whether it captures values, and where it ends.
function lambda_at(code, open) {
  if (/[\w\])]\s*$/.test(code.slice(Math.max(0, open - 20), open))) return undefined; // a subscript
  const list_end = after_bracket(code, open);
  const head = /^\s*(\([^{;]*)?(mutable|noexcept|->|\w|[\s:<>,*&])*\{/.exec(code.slice(list_end));
  if (!head) return undefined;
  const body = list_end + head[0].length - 1;
  return {
    owns: captures_values(code.slice(open + 1, list_end - 1)),
    end: after_bracket(code, body),
  };
}

/// What is wrong in the expression that begins at `from` and ends with its statement or the bracket
/// around it.
function expression_findings(code, from) {
  const found = [];
  let depth = 0;
  for (let i = from; i < code.length; i += 1) {
    const c = code[i];
    if (c === ";" || (depth === 0 && /[)}\]]/.test(c))) break;
    const lambda = c === "[" ? lambda_at(code, i) : undefined;
    if (lambda) {
      if (lambda.owns) found.push({ rule: "await-lambda", at: i });
      i = lambda.end - 1;
    } else if (c === "{") {
      found.push({ rule: "await-braces", at: i });
      i = after_bracket(code, i) - 1;
    } else if (c === "(" || c === "[") depth += 1;
    else if (c === ")" || c === "]") depth -= 1;
  }
  return found;
}

/// Text between the brackets of each `if`, `while`, `switch` and `for`, with its place.
function conditions(code) {
  return [...code.matchAll(/\b(if|while|switch|for)\s*(?:constexpr\s*)?\(/g)].map((match) => {
    const open = match.index + match[0].length - 1;
    const text = code.slice(open + 1, after_bracket(code, open) - 1);
    return { word: match[1], at: open + 1, text };
  });
}

// A declaration inside the condition names the value; the third part of a `for` is no condition.
function awaits_unnamed({ word, text }) {
  const parts = text.split(";");
  const tested = word === "for" ? (parts[1] ?? "") : parts.at(-1);
  return /\bco_await\b/.test(tested) && !/[\w>&*]\s+\w+\s*=[^=]*\bco_await\b/.test(tested);
}

export function await_findings(file) {
  if (!file.is_cpp || !file.code.includes("co_await")) return [];
  const code = file.code;
  const found = [...code.matchAll(/\bco_await\b/g)].flatMap((match) =>
    expression_findings(code, match.index + match[0].length),
  );
  for (const condition of conditions(code).filter(awaits_unnamed))
    found.push({ rule: "await-condition", at: condition.at });
  const key = ({ rule, at }) => `${rule} ${at}`;
  const once = new Map(found.map((one) => [key(one), one]));
  return [...once.values()].map(({ rule, at }) =>
    finding(rule, file.path, line_at(code, at), k_messages[rule]),
  );
}
