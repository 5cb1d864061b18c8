import { describe, expect, it } from "vitest";
import { changesOf } from "./changes.ts";

describe("changes of an object", () => {
  it("names what changed, came, went and stayed, in this order", () => {
    const before = { name: "Shop", state: "active", limit: { daily: 5, currency: "EUR" }, old: 1 };
    const after = {
      name: "Shop",
      state: "closed",
      limit: { daily: 6, currency: "EUR" },
      fresh: [],
    };
    expect(changesOf(before, after).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      "changed state",
      "changed limit.daily",
      "added fresh",
      "removed old",
      "same name",
      "same limit.currency",
    ]);
  });

  it("tells absent from null and empty, so that nothing set looks like something taken away", () => {
    expect(changesOf({ a: null }, { a: "" })).toEqual([
      { path: "a", kind: "changed", before: null, after: "" },
    ]);
    expect(changesOf(null, { a: {} })).toEqual([{ path: "a", kind: "added", after: {} }]);
    expect(changesOf(null, null)).toEqual([]);
  });
});
