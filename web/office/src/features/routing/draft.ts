// The draft as the editor holds it: rules with a key of their own, so that they keep their fields
// while they are moved. Pure.
import { ApiError } from "../../api/error.ts";
import type { Cascade, RuleField, RuleForm, Strategy, Version } from "./api.ts";

export interface DraftTarget {
  provider_account_id: string;
  weight: string;
}
export interface DraftRule {
  key: number;
  name: string;
  condition: string;
  form: RuleForm | null;
  strategy: Strategy;
  targets: DraftTarget[];
  is_strict: boolean;
  is_enabled: boolean;
}
export interface Draft {
  rules: DraftRule[];
  cascade: Cascade;
  sticky: Version["sticky"];
}

export const strategies: readonly Strategy[] = [
  "priority",
  "single",
  "split",
  "least_cost",
  "best_auth",
];

export const draftOf = (version: Version): Draft => ({
  rules: version.rules.map((rule, key) => ({
    ...rule,
    key,
    targets: rule.targets.map((target) => ({ ...target, weight: String(target.weight) })),
  })),
  cascade: version.cascade,
  sticky: version.sticky,
});

export const emptyRule = (rules: readonly DraftRule[], name: string): DraftRule => ({
  key: Math.max(-1, ...rules.map(({ key }) => key)) + 1,
  name,
  condition: "true",
  form: { match_all: true, conditions: [] },
  strategy: "priority",
  targets: [],
  is_strict: false,
  is_enabled: true,
});

/** The list with the entry at `from` standing at `to`; a place outside the list changes nothing. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [entry] = next.splice(from, 1);
  if (entry === undefined || to < 0 || to >= list.length) return [...list];
  next.splice(to, 0, entry);
  return next;
}

const weightOf = (text: string) => {
  const weight = Number(text);
  return Number.isInteger(weight) && weight >= 0 ? weight : 0;
};

/** What is sent to be saved. */
export const bodyOf = (draft: Draft, revision: number) => ({
  revision,
  rules: draft.rules.map(({ key: _, form: __, ...rule }) => ({
    ...rule,
    targets: rule.targets.map(({ provider_account_id, weight }) => ({
      provider_account_id,
      weight: weightOf(weight),
    })),
  })),
  cascade: draft.cascade,
  sticky: draft.sticky,
});

/** Where a refusal belongs: a rule's member, or nowhere in particular. */
export function placeOf(error: unknown): { rule: number; member: string } | undefined {
  const field = error instanceof ApiError ? error.problem.field : undefined;
  const match = /^rules\.(\d+)\.([a-z_]+)/.exec(field ?? "");
  return match ? { rule: Number(match[1]), member: match[2] ?? "" } : undefined;
}

export const operatorsOf = (type: RuleField["type"]): readonly string[] => {
  const ordered = ["at_least", "more", "at_most", "less"];
  const set = ["is_set", "is_not_set"];
  if (type === "boolean") return ["is_true", "is_false", ...set];
  if (type === "ip") return ["in_network", "equals", "not_equals", ...set];
  if (type === "string")
    return ["equals", "not_equals", "one_of", "none_of", "starts_with", "matches", ...set];
  return [...ordered, "equals", "not_equals", ...set];
};

export const needsValue = (operator: string) =>
  !["is_set", "is_not_set", "is_true", "is_false"].includes(operator);
export const takesMany = (operator: string) => ["one_of", "none_of", "in_bins"].includes(operator);

/** Several values are written with commas between them. */
export const valuesOf = (operator: string, text: string): string[] =>
  takesMany(operator)
    ? text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== "")
    : needsValue(operator)
      ? [text.trim()]
      : [];
