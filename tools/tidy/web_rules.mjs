// What our web code does without: HTML written as text, `any`, and assertions that something is not
// null.
import { finding } from "../source/report.mjs";
import { line_at } from "../source/split.mjs";

const k_rules = [
  {
    rule: "html-sink",
    tests_too: true,
    pattern: new RegExp(
      "\\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|srcdoc|srcDoc|" +
        "createContextualFragment)\\b|\\bdocument\\.write(ln)?\\s*\\(|\\beval\\s*\\(|" +
        "\\bnew\\s+Function\\s*\\(",
      "g",
    ),
    message: "build elements instead of HTML or code text",
  },
  {
    rule: "no-any",
    tests_too: true,
    pattern: /(?:[:<|&,=(]|\bas|\bextends)\s*any\b(?!\s*[(.:=])/g,
    message: "name the type, or use unknown and narrow it",
  },
  {
    rule: "non-null",
    tests_too: false,
    pattern: /[\w)\]]!(?=\s*[.;,)\]}[\n])/g,
    message: "handle the missing case instead of asserting it away",
  },
];

export const k_web_rules = k_rules.map((one) => one.rule);

// The linter knows the types and wants a reason for each exception; what it accepts is accepted.
function is_excused(file, { rule, line }) {
  const above = file.lines[line - 2] ?? "";
  return (
    rule !== "html-sink" && /biome-ignore lint\/\w+\/no(ExplicitAny|NonNull)\w*: ./.test(above)
  );
}

export function web_findings(file) {
  if (!file.path.startsWith("web/") || !file.script) return [];
  const is_test = /\.test\.tsx?$/.test(file.path) || file.path.includes("/testing/");
  return k_rules
    .filter((rule) => rule.tests_too || !is_test)
    .flatMap(({ rule, pattern, message }) =>
      [...file.code.matchAll(pattern)].map((match) => {
        const what = match[0].trim().split("\n")[0];
        return finding(rule, file.path, line_at(file.code, match.index), `${what}: ${message}`);
      }),
    )
    .filter((found) => !is_excused(file, found));
}
