// The draft of a profile and the difference between versions, which are plain functions.
import { describe, expect, it } from "vitest";
import { ApiError } from "../../api/error.ts";
import { difference } from "./difference.ts";
import { bodyOf, type Draft, emptyRule, moved, placeOf, valuesOf } from "./draft.ts";

const cascade = {
  attempts_max: 3,
  time_budget_ms: 20_000,
  not_executed: "always",
  technical: "always",
  soft: "once",
  respects_scheme_caps: true,
} as const;

describe("the draft of a profile", () => {
  // Protects the order of rules, which decides where payments go.
  it("moves a rule and never loses one", () => {
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
  });

  // Protects what is saved: weights are whole numbers, keys and forms stay here.
  it("sends what the contract knows", () => {
    const rule = {
      ...emptyRule([], "First"),
      targets: [{ provider_account_id: "cr_1", weight: "30" }],
    };
    const draft: Draft = { rules: [rule], cascade, sticky: "none" };
    const { rules, revision } = bodyOf(draft, 7);
    expect(revision).toBe(7);
    expect(rules[0]).toEqual({
      name: "First",
      condition: "true",
      strategy: "priority",
      targets: [{ provider_account_id: "cr_1", weight: 30 }],
      is_strict: false,
      is_enabled: true,
    });
    expect(emptyRule([rule], "Second").key).toBe(1);
  });

  // Protects the person who looks for the mistake: the refusal stands at its rule.
  it("finds the rule that was refused", () => {
    const refusal = new ApiError({
      status: 422,
      code: "unknown_field",
      detail: "",
      field: "rules.2.condition",
      request_id: "",
    });
    expect(placeOf(refusal)).toEqual({ rule: 2, member: "condition" });
    expect(placeOf(new Error("no"))).toBeUndefined();
  });

  // Protects the form view: several values, one value, none.
  it("reads values as their operator takes them", () => {
    expect(valuesOf("one_of", "visa, amex,")).toEqual(["visa", "amex"]);
    expect(valuesOf("equals", " a, b ")).toEqual(["a, b"]);
    expect(valuesOf("is_set", "x")).toEqual([]);
  });
});

describe("the difference between versions", () => {
  // Protects whoever approves a change: nothing that changed looks unchanged.
  it("tells what came and went", () => {
    expect(difference(["a", "b", "c"], ["a", "x", "c", "d"])).toEqual([
      { kind: "same", text: "a" },
      { kind: "gone", text: "b" },
      { kind: "came", text: "x" },
      { kind: "same", text: "c" },
      { kind: "came", text: "d" },
    ]);
    expect(difference([], ["a"])).toEqual([{ kind: "came", text: "a" }]);
    expect(difference(["a"], ["a"])).toEqual([{ kind: "same", text: "a" }]);
  });
});
