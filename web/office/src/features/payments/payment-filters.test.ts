import { describe, expect, it } from "vitest";
import { paymentFilters, paymentsQueryOf } from "./payment-filters.ts";

const now = () => Date.UTC(2026, 8, 18, 13, 42);
const reading = { now, zone: "UTC" };

describe("what the server is asked", () => {
  it("is nothing when the address is empty", () => {
    const asked = paymentsQueryOf({}, reading);
    expect(Object.values(asked).every((value) => value === undefined)).toBe(true);
  });

  it("keeps amounts as the integers of the address", () => {
    expect(paymentsQueryOf({ amount: "1250~", currency: "EUR" }, reading)).toMatchObject({
      amount_min_minor: 1250,
      amount_max_minor: undefined,
      currency: "EUR",
    });
  });

  it("begins a day where the chosen zone begins it, daylight saving included", () => {
    const berlin = paymentsQueryOf(
      { period: "2026-03-29~2026-03-29" },
      { now, zone: "Europe/Berlin" },
    );
    expect(berlin.created_from_at).toBe(Date.UTC(2026, 2, 28, 23));
    expect(berlin.created_before_at).toBe(Date.UTC(2026, 2, 29, 22));
  });

  it("reads “today” at the moment of asking, not when the page was opened", () => {
    let at = Date.UTC(2026, 8, 18, 23, 59);
    const query = () => paymentsQueryOf({ period: "today" }, { now: () => at, zone: "UTC" });
    expect(query().created_from_at).toBe(Date.UTC(2026, 8, 18));
    at += 120_000;
    expect(query().created_from_at).toBe(Date.UTC(2026, 8, 19));
  });

  it("does not pass on what a mistyped address holds", () => {
    const asked = paymentsQueryOf(
      { refund_state: "half", amount: "ten~", in_doubt: "maybe", period: "someday" },
      reading,
    );
    expect(Object.values(asked).every((value) => value === undefined)).toBe(true);
  });

  it("passes several statuses at once", () => {
    expect(paymentsQueryOf({ lifecycle: "declined,failed" }, reading).lifecycle).toBe(
      "declined,failed",
    );
  });
});

describe("the filter bar", () => {
  const choices = {
    t: (key: string) => key,
    status: (word: string) => word,
    refund_state: (word: string) => word,
    method: (word: string) => word,
    lifecycles: ["captured"],
    methods: [],
    currencies: [],
  };

  it("offers no merchant filter to those who may not list merchants", () => {
    const names = paymentFilters({ ...choices, merchants: [] }).map((filter) => filter.name);
    expect(names).not.toContain("merchant_id");
    expect(names).toContain("lifecycle");
  });
});
