// The countdown of a request in its largest two parts.
import { describe, expect, it } from "vitest";
import { partsOf } from "./time-left.tsx";

const minute_ms = 60_000;

describe("the time left", () => {
  it.each([
    [-1, "over", {}],
    [0, "over", {}],
    [minute_ms - 1, "soon", {}],
    [5 * minute_ms, "minutes", { minutes: 5 }],
    [200 * minute_ms, "hours", { hours: 3, minutes: 20 }],
    [72 * 60 * minute_ms - 1, "days", { days: 2, hours: 23 }],
  ])("of %d ms is told as %s", (left_ms, key, values) => {
    expect(partsOf(left_ms)).toEqual({ key, values });
  });
});
