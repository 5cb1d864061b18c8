import { describe, expect, it } from "vitest";
import { formatMoney, formatRate, minorToDecimal, parseMoney } from "./money.ts";

describe("money", () => {
  it("keeps every digit of an amount that a float would round", () => {
    expect(minorToDecimal(9007199254740993n, 2)).toBe("90071992547409.93");
    expect(formatMoney(9007199254740993n, "EUR")).toBe("€90,071,992,547,409.93");
  });

  it("uses the exponent of the currency, not always two", () => {
    expect(formatMoney(1234, "JPY")).toBe("¥1,234");
    expect(formatMoney(1234, "KWD", { unit: "code" })).toBe("1.234 KWD");
    expect(formatMoney(1, "BTC", { unit: "none" })).toBe("0.00000001");
    expect(formatMoney(-5, "EUR")).toBe("-€0.05");
  });

  it("writes a code that is no ISO currency instead of failing", () => {
    expect(formatMoney(150, "USDT")).toBe("1.50 USDT");
  });

  it("reads amounts as people type them", () => {
    expect(parseMoney("1,234.50", "EUR")).toEqual({ ok: true, minor: 123450 });
    expect(parseMoney("1.234,50", "EUR")).toEqual({ ok: true, minor: 123450 });
    expect(parseMoney("1 234,5", "EUR")).toEqual({ ok: true, minor: 123450 });
    expect(parseMoney("12", "JPY")).toEqual({ ok: true, minor: 12 });
    expect(parseMoney("0.30", "USD")).toEqual({ ok: true, minor: 30 });
  });

  it("refuses what would lose or invent money", () => {
    expect(parseMoney("1.234", "EUR")).toEqual({ ok: false, reason: "too_many_decimals" });
    expect(parseMoney("12.5", "JPY")).toEqual({ ok: false, reason: "too_many_decimals" });
    expect(parseMoney("1e3", "EUR")).toEqual({ ok: false, reason: "not_a_number" });
    expect(parseMoney("", "EUR")).toEqual({ ok: false, reason: "empty" });
    expect(parseMoney("99999999999999999", "EUR")).toEqual({ ok: false, reason: "too_large" });
  });

  it("shows rates kept in parts per million", () => {
    expect(formatRate(29000)).toBe("2.9%");
    expect(formatRate(25)).toBe("0.0025%");
  });
});
