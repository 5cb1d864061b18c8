// What changed between two versions, line by line: each version is written as a few readable lines,
// and the longest common run of lines decides what came and went. Pure.
import type { Version } from "./api.ts";

export interface Line {
  kind: "same" | "gone" | "came";
  text: string;
}

type Titles = (provider_account_id: string) => string;

function ruleLines(rule: Version["rules"][number], title: Titles): string[] {
  const targets = rule.targets.map(({ provider_account_id, weight }) =>
    rule.strategy === "split"
      ? `${title(provider_account_id)} ${weight}`
      : title(provider_account_id),
  );
  const marks = `${rule.is_strict ? ", strict" : ""}${rule.is_enabled ? "" : ", off"}`;
  return [
    `rule ${rule.name}${marks}`,
    `  when ${rule.condition}`,
    `  ${rule.strategy}: ${targets.length > 0 ? targets.join(", ") : "every account"}`,
  ];
}

export function linesOf(version: Version, title: Titles): string[] {
  const { attempts_max, time_budget_ms, not_executed, technical, soft } = version.cascade;
  return [
    ...version.rules.flatMap((rule) => ruleLines(rule, title)),
    `attempts ${attempts_max}, within ${time_budget_ms / 1_000} s`,
    `after what never left: ${not_executed}`,
    `after an outage: ${technical}`,
    `after a soft decline: ${soft}`,
    `caps of the schemes: ${version.cascade.respects_scheme_caps ? "kept" : "ignored"}`,
    `sticky: ${version.sticky}`,
  ];
}

/** Lines of both in one list; unchanged ones once. */
export function difference(before: readonly string[], after: readonly string[]): Line[] {
  const longest = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  const at = (i: number, j: number) => longest[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; --i)
    for (let j = after.length - 1; j >= 0; --j) {
      const row = longest[i];
      if (row)
        row[j] =
          before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ kind: "same", text: before[i++] ?? "" });
      ++j;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: "gone", text: before[i++] ?? "" });
    } else {
      lines.push({ kind: "came", text: after[j++] ?? "" });
    }
  }
  return lines;
}
