import { describe, expect, it } from "vitest";
import { count, moveTo, noRate, seconds_kept, sumOf } from "./rate.ts";

describe("the rate", () => {
  it("forgets what is older than its window", () => {
    let rate = count(noRate(0), ["payment.captured", "payment.created"], 500);
    expect(sumOf(rate)).toEqual({ events: 2, captured: 1, declined: 0 });
    rate = moveTo(rate, 59_000);
    expect(sumOf(rate).events).toBe(2);
    expect(sumOf(moveTo(rate, 60_000)).events).toBe(0);
  });

  it("keeps the same number of seconds after a long silence", () => {
    const rate = moveTo(count(noRate(0), ["payment.declined"], 0), 86_400_000);
    expect(rate.slots).toHaveLength(seconds_kept);
    expect(sumOf(rate).events).toBe(0);
  });

  it("is not disturbed by a clock that steps back", () => {
    const rate = count(noRate(10_000), ["payment.declined"], 10_000);
    expect(moveTo(rate, 3_000)).toBe(rate);
  });
});
