import { describe, expect, it } from "vitest";
import type { FeePlan } from "./api.ts";
import { exampleFee, feeSentences } from "./fee-words.ts";

const plan = (part: Partial<FeePlan> = {}): FeePlan => ({
  fee_plan_id: "fp_1",
  name: "Standard",
  version: 1,
  sale_percent_ppm: 29_000,
  sale_parts: [
    { currency: "EUR", fixed_minor: 30, min_minor: null, max_minor: null },
    { currency: "USD", fixed_minor: 35, min_minor: null, max_minor: null },
  ],
  refund_percent_ppm: 0,
  refund_parts: [],
  payout_percent_ppm: 0,
  payout_parts: [],
  reserve_ppm: 100_000,
  reserve_days: 180,
  settle_days: 2,
  ...part,
});

const write = {
  money: (minor: number, currency: string) => `${minor} ${currency}`,
  rate: (ppm: number) => `${ppm}ppm`,
  list: (texts: readonly string[]) => texts.join(" or "),
};

const keys = (part: Partial<FeePlan>) =>
  feeSentences(plan(part), "EUR", write).map((one) => one.key);

describe("a fee plan in words", () => {
  it("names rate and fixed part of each currency", () => {
    expect(feeSentences(plan(), "EUR", write)).toEqual([
      { key: "sale", values: { price: "29000ppm + 30 EUR or 35 USD" } },
      { key: "example", values: { amount: "10000 EUR", fee: "320 EUR" } },
      { key: "refund_free" },
      { key: "payout_free" },
      { key: "reserve", values: { rate: "100000ppm" } },
      { key: "settle", values: { count: 2 } },
    ]);
  });

  it("says plainly what costs nothing and what is not kept back", () => {
    const free = { sale_percent_ppm: 0, sale_parts: [], reserve_ppm: 0, settle_days: 0 };
    expect(keys(free)).toEqual([
      "sale_free",
      "refund_free",
      "payout_free",
      "reserve_none",
      "settle_now",
    ]);
  });

  it("counts the example exactly in currencies with and without decimals", () => {
    expect(exampleFee(plan(), "EUR")).toEqual({ base_minor: 10_000, fee_minor: 320 });
    expect(exampleFee(plan({ sale_percent_ppm: 30_000 }), "JPY")).toEqual({
      base_minor: 100,
      fee_minor: 3,
    });
    expect(exampleFee(plan(), "KWD")).toEqual({ base_minor: 100_000, fee_minor: 2900 });
  });

  it("says which bounds hold and counts them into the example", () => {
    const bound = { currency: "EUR", fixed_minor: 30, min_minor: 50, max_minor: 300 };
    expect(feeSentences(plan({ sale_parts: [bound] }), "EUR", write).slice(1, 3)).toEqual([
      { key: "bounds", values: { least: "50 EUR", most: "300 EUR" } },
      { key: "example", values: { amount: "10000 EUR", fee: "300 EUR" } },
    ]);
  });

  it("claims no figure that only rounding would make", () => {
    expect(exampleFee(plan(), "JPY")).toBeUndefined();
    expect(exampleFee(plan({ sale_percent_ppm: 29_001 }), "EUR")).toBeUndefined();
  });
});
