import { describe, expect, it } from "vitest";
import { resolvePeriod } from "./period.ts";
import { changeSearch, formatSearch, parseSearch } from "./search.ts";

const now = Date.UTC(2026, 6, 10, 22, 30);

describe("period", () => {
  it("counts days in the chosen zone, where it may be tomorrow already", () => {
    expect(resolvePeriod("today", now, "UTC")).toEqual({ from_at: Date.UTC(2026, 6, 10) });
    expect(resolvePeriod("today", now, "Asia/Tokyo")).toEqual({
      from_at: Date.UTC(2026, 6, 10, 15),
    });
    expect(resolvePeriod("7d", now, "UTC")).toEqual({ from_at: Date.UTC(2026, 6, 4) });
  });

  it("includes the last day of a range of dates", () => {
    expect(resolvePeriod("2026-07-01~2026-07-02", now, "UTC")).toEqual({
      from_at: Date.UTC(2026, 6, 1),
      before_at: Date.UTC(2026, 6, 3),
    });
  });

  it("treats a mistyped address as no restriction instead of failing", () => {
    expect(resolvePeriod("soon", now, "UTC")).toEqual({});
  });
});

describe("search", () => {
  it("keeps figures as text, so that an order id 007 survives", () => {
    expect(parseSearch("?search=007&lifecycle=captured")).toEqual({
      search: "007",
      lifecycle: "captured",
    });
  });

  it("removes a filter when it is emptied and drops nothing else", () => {
    const search = { search: "x", before: "tx_1" };
    expect(changeSearch(search, { before: undefined })).toEqual({ search: "x" });
    expect(formatSearch({ search: "a b", before: "" })).toBe("?search=a+b");
  });
});
