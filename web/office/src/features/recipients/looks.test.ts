import { describe, expect, it } from "vitest";
import { isCooling, leftText, lookOf, stateLooks } from "./looks.ts";

const hour = 3_600_000;

describe("the wait before the first payout", () => {
  // Protects people from coming too early: what is left is rounded up.
  it("is told in hours, then in minutes", () => {
    expect(leftText(24 * hour, 0)).toBe("24 h");
    expect(leftText(24 * hour + 15_000, 0)).toBe("24 h");
    expect(leftText(20 * hour + 120_000, 0)).toBe("21 h");
    expect(leftText(2 * hour + 60_000, 0)).toBe("2 h 1 min");
    expect(leftText(hour, 0)).toBe("1 h");
    expect(leftText(90_000, 0)).toBe("2 min");
    expect(leftText(0, 5)).toBe("1 min");
  });
  // Protects against a badge that says "approved" of somebody who cannot be paid yet.
  it("shows in the badge until it is over", () => {
    const one = { state: "approved", usable_from_at: 1000 } as const;
    expect(isCooling(one, 999)).toBe(true);
    expect(lookOf(one, 999)).not.toBe(stateLooks.approved);
    expect(lookOf(one, 1000)).toBe(stateLooks.approved);
    expect(lookOf({ state: "draft", usable_from_at: null }, 0)).toBe(stateLooks.draft);
  });
});
