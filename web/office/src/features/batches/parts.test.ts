// Protects the figures of a batch: every line is in one part, sums stay within a currency, and what
// is invalid is in no sum.
import { expect, test } from "vitest";
import type { BatchTally } from "./api.ts";
import { linesIn, parts, shares, statesOf, sumsOf } from "./parts.ts";

const tally = (
  state: BatchTally["state"],
  currency: string | null,
  lines: number,
  amount_minor: number,
): BatchTally => ({ state, currency, lines, amount_minor });

const tallies = [
  tally("invalid", null, 2, 0),
  tally("valid", "EUR", 3, 300),
  tally("succeeded", "EUR", 4, 400),
  tally("invalid", "EUR", 1, 999),
  tally("refused", "USD", 1, 50),
];

test("every state is in exactly one part", () => {
  const states = parts.flatMap(statesOf);
  expect(new Set(states).size).toBe(states.length);
  expect(states.length).toBe(9);
});

test("parts count lines over all currencies", () => {
  expect(linesIn(tallies, "invalid")).toBe(3);
  expect(linesIn(tallies, "left")).toBe(3);
  expect(linesIn(tallies, "not_done")).toBe(1);
});

test("a part with few lines among many is still to be seen", () => {
  const found = shares([tally("succeeded", "EUR", 99_999, 1), tally("declined", "EUR", 1, 1)]);
  expect(found.map(({ part }) => part)).toEqual(["done", "not_done"]);
  expect(found[1]?.percent).toBeGreaterThan(0.5);
});

test("sums keep currencies apart and leave out what is invalid", () => {
  expect(sumsOf(tallies)).toEqual([
    { currency: "EUR", lines: 7, total_minor: 700, done_minor: 400, left_minor: 300 },
    { currency: "USD", lines: 1, total_minor: 50, done_minor: 0, left_minor: 0 },
  ]);
});
