import { describe, expect, it } from "vitest";
import type { FeeLine } from "./api.ts";
import { feeFormula } from "./fee-formula.ts";

const writing = {
  money: (minor: number) => `${minor}c`,
  rate: (ppm: number) => `${ppm}ppm`,
};

const line = (part: Partial<FeeLine>): FeeLine => ({
  operation_id: "op_1",
  title: "Sale",
  base_minor: 10_000,
  percent_ppm: 14_000,
  fixed_minor: 25,
  amount_minor: 165,
  currency: "EUR",
  ...part,
});

describe("the arithmetic of a fee", () => {
  it("names base, rate and fixed part", () => {
    expect(feeFormula(line({}), writing)).toBe("10000c × 14000ppm + 25c");
  });

  it("leaves out what does not apply", () => {
    expect(feeFormula(line({ fixed_minor: 0, amount_minor: 140 }), writing)).toBe(
      "10000c × 14000ppm",
    );
    expect(feeFormula(line({ percent_ppm: 0, amount_minor: 25 }), writing)).toBe("25c");
  });

  it("says so when a bound of the plan and not the arithmetic made the amount", () => {
    expect(feeFormula(line({ amount_minor: 500 }), writing)).toBe(
      "10000c × 14000ppm + 25c, bounded to 500c",
    );
  });

  it("takes rounding for what it is", () => {
    expect(feeFormula(line({ base_minor: 333, amount_minor: 30 }), writing)).not.toContain(
      "bounded",
    );
  });
});
