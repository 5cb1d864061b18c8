import { describe, expect, it } from "vitest";
import { activeFilters, amountRange, type Filter, filterChange } from "./filter.ts";

const currency: Filter = { kind: "choice", name: "currency", label: "Currency", options: [] };
const amount: Filter = {
  kind: "amount",
  name: "amount",
  label: "Amount",
  currencyFilter: "currency",
};
const filters = [currency, amount];

describe("setting a filter", () => {
  it("never leaves an amount without its currency, which would compare yen with euros", () => {
    expect(filterChange(filters, amount, "100~", {})).toEqual({ amount: "100~", currency: "EUR" });
    expect(filterChange(filters, amount, "100~", { currency: "JPY" })).toEqual({ amount: "100~" });
  });

  it("drops an amount when its currency changes, because the same digits mean another sum", () => {
    const change = filterChange(filters, currency, "JPY", { currency: "EUR", amount: "1250~" });
    expect(change).toEqual({ currency: "JPY", amount: undefined });
  });

  it("adds no currency when the amount is taken off", () => {
    expect(filterChange(filters, amount, undefined, {})).toEqual({ amount: undefined });
  });
});

describe("a range of amounts", () => {
  it("reads either end alone and nothing from nonsense", () => {
    expect(amountRange("100~")).toEqual({ min: 100, max: undefined });
    expect(amountRange("~2000")).toEqual({ min: undefined, max: 2000 });
    expect(amountRange("1.5~2")).toEqual({});
  });

  it("takes an amount that nobody could have typed for no filter", () => {
    const active = (value: string) => activeFilters([amount], { amount: value }).length;
    expect([active("10-500"), active("~"), active("x~y")]).toEqual([0, 0, 0]);
    expect([active("~500"), active("100~")]).toEqual([1, 1]);
  });
});
