import { describe, expect, it } from "vitest";
import {
  acceptanceTenths,
  bucketsOf,
  changeTenths,
  chooseCurrency,
  currenciesOf,
  type Dashboard,
  type Figures,
  shareTenths,
  volumeOf,
  writeChange,
  writeTenths,
} from "./figures.ts";

const figures = (part: Partial<Figures>): Figures => ({
  created: 0,
  captured: 0,
  declined: 0,
  failed: 0,
  refunded: 0,
  volumes: [],
  ...part,
});

describe("shares", () => {
  it("counts declines and leaves technical failures out of the acceptance rate", () => {
    expect(acceptanceTenths(figures({ captured: 7, declined: 1, failed: 92 }))).toBe(875);
  });

  it("has no rate when nothing was decided, instead of 0 % or 100 %", () => {
    expect(acceptanceTenths(figures({ failed: 3 }))).toBeUndefined();
  });

  it("rounds half up exactly where floats would not", () => {
    expect(shareTenths(1, 2000)).toBe(1);
    expect(shareTenths(3, 2000)).toBe(2);
    expect(shareTenths(9_007_199_254_740_991, 9_007_199_254_740_991)).toBe(1000);
  });

  it("writes tenths without inventing digits", () => {
    expect(writeTenths(1000)).toBe("100");
    expect(writeTenths(987)).toBe("98.7");
    expect(writeTenths(5)).toBe("0.5");
    expect(writeTenths(-15)).toBe("-1.5");
  });
});

describe("changes", () => {
  it("compares amounts of any size without floats", () => {
    expect(changeTenths(150, 100)).toBe(500);
    expect(changeTenths(0, 3)).toBe(-1000);
    expect(changeTenths(9_007_199_254_740_990, 9_007_199_254_740_991)).toBe(0);
  });

  it("says nothing about a change from nothing", () => {
    expect(changeTenths(5, 0)).toBeUndefined();
  });

  it("shows the direction and stops at what a reader can use", () => {
    expect(writeChange(125)).toBe("+12.5%");
    expect(writeChange(-40)).toBe("-4%");
    expect(writeChange(123_456)).toBe("> 999%");
  });
});

describe("currencies", () => {
  const eur = { currency: "EUR", captured_minor: 5, refunded_minor: 1, fee_minor: 1 };
  const jpy = { currency: "JPY", captured_minor: 9, refunded_minor: 0, fee_minor: 0 };

  it("keeps one that only the stretch before had, so that its fall to zero shows", () => {
    const board = {
      current: figures({ volumes: [eur] }),
      previous: figures({ volumes: [jpy] }),
    };
    expect(currenciesOf(board)).toEqual(["EUR", "JPY"]);
    expect(volumeOf(board.current.volumes, "JPY").captured_minor).toBe(0);
  });

  it("ignores an asked-for currency that does not occur", () => {
    expect(chooseCurrency(["JPY", "PLN"], "EUR")).toBe("JPY");
    expect(chooseCurrency(["CHF", "USD"], "CHF")).toBe("CHF");
    expect(chooseCurrency([], "EUR")).toBeUndefined();
  });
});

describe("buckets", () => {
  const board = {
    from_at: 0,
    until_at: 4000,
    bucket_ms: 1000,
    series: [
      {
        at: 0,
        captured: 2,
        declined: 1,
        failed: 0,
        volumes: [{ currency: "EUR", captured_minor: 700, refunded_minor: 0 }],
      },
      { at: 1000, captured: 0, declined: 0, failed: 0, volumes: [] },
    ],
  } as unknown as Dashboard;

  it("fills the range to its end with what is not known yet, not with zeros", () => {
    const buckets = bucketsOf(board, "EUR");
    expect(buckets.map((bucket) => bucket.at)).toEqual([0, 1000, 2000, 3000]);
    expect(buckets.map((bucket) => bucket.captured)).toEqual([2, 0, null, null]);
  });

  it("takes one currency only", () => {
    expect(bucketsOf(board, "EUR")[0]?.paid_minor).toBe(700);
    expect(bucketsOf(board, "USD")[0]?.paid_minor).toBe(0);
  });
});
