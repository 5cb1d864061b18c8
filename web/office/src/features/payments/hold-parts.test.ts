import { expect, test } from "vitest";
import { holdParts } from "./hold-parts.ts";

test("the parts of a hold add up to what was held", () => {
  // Protects the bar: a cent that is just being captured is neither held nor lost.
  const parts = holdParts({
    authorized_minor: 10_000,
    captured_minor: 2_000,
    voided_minor: 1_000,
    capturable_minor: 4_000,
  });
  expect(parts.map(({ minor }) => minor)).toEqual([2_000, 3_000, 4_000, 1_000]);
  expect(parts.reduce((sum, { minor }) => sum + minor, 0)).toBe(10_000);
});
