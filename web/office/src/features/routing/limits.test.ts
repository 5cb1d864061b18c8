import { expect, test } from "vitest";
import { blankLimit, capOf, draftOf, isFine, spanOf, troublesOf } from "./limits.ts";

const stolen = {
  scheme: "visa",
  kind: "category",
  code: "1",
  covers: "all",
  attempts_max: 0,
  window_hours: 720,
  source: "acquirer",
} as const;

// Protects the table of the installation: what is opened and saved again is the same.
test("a row comes back as it was", () => {
  expect(capOf(draftOf(stolen))).toEqual(stolen);
});

// Protects everybody's cards: a mistyped figure is told before anything is sent.
test("what makes no sense is named", () => {
  const draft = draftOf(stolen);
  expect(troublesOf(draft)).toEqual({});
  expect(troublesOf({ ...draft, code: "5" })).toEqual({ code: "category" });
  expect(troublesOf({ ...draft, kind: "advice", code: "3" })).toEqual({ code: "advice" });
  expect(troublesOf({ ...draft, kind: "card" })).toEqual({ attempts: "attempts" });
  expect(troublesOf({ ...draft, hours: "0" })).toEqual({ hours: "hours" });
  expect(troublesOf({ ...draft, hours: "8785" })).toEqual({ hours: "hours" });
  expect(troublesOf({ ...draft, attempts: "1.5" })).toEqual({ attempts: "attempts_or_none" });
  expect(isFine([blankLimit(), draft])).toBe(true);
  expect(isFine([blankLimit(), { ...draft, hours: "" }])).toBe(false);
});

// Protects what is stored: a code left over from another kind does not go along.
test("a kind without a code sends none", () => {
  expect(capOf({ ...draftOf(stolen), kind: "amount", attempts: "3" }).code).toBe("");
});

test("spans are said in days where they are whole", () => {
  expect(spanOf(720)).toEqual({ unit: "days", count: 30 });
  expect(spanOf(24)).toEqual({ unit: "hours", count: 24 });
  expect(spanOf(36)).toEqual({ unit: "hours", count: 36 });
});
