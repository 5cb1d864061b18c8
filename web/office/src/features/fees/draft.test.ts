import { describe, expect, it } from "vitest";
import type { Version } from "./api.ts";
import { clashes, differences, draftFrom, flatOf, merged } from "./difference.ts";
import { contentOf, draftOf, parsePercent, percentText } from "./draft.ts";
import { exactText } from "./use-words.ts";

const version: Version = {
  version: 1,
  saved_by: "",
  saved_at: 0,
  name: "Standard",
  sale: {
    percent_ppm: 14_000,
    parts: [
      { currency: "EUR", fixed_minor: 25, min_minor: null, max_minor: 1_000 },
      { currency: "JPY", fixed_minor: 30, min_minor: 5, max_minor: null },
    ],
  },
  refund: { percent_ppm: 0, parts: [] },
  payout: {
    percent_ppm: 0,
    parts: [{ currency: "KWD", fixed_minor: 1_005, min_minor: null, max_minor: null }],
  },
  on_refund: "keep",
  rounding: "half_up",
  reserve_ppm: 0,
  reserve_days: 0,
  settle_days: 2,
  valid_from: null,
};

describe("percentages", () => {
  it("are parts per million by their digits", () => {
    // Protects: 0.0001 % is the smallest step, and no floating number rounds on the way.
    for (const [text, ppm] of [
      ["1.4", 14_000],
      ["0.0001", 1],
      ["2,9", 29_000],
      ["100", 1_000_000],
      ["1.10", 11_000],
      ["8.7", 87_000],
    ] as const)
      expect(parsePercent(text)).toEqual({ ok: true, ppm });
    for (let ppm = 0; ppm <= 1_000_000; ppm += 977)
      expect(parsePercent(percentText(ppm))).toEqual({ ok: true, ppm });
  });
  it("say what is wrong with them", () => {
    // Protects: nothing that cannot be charged is silently taken for something else.
    const why = (text: string) => {
      const parsed = parsePercent(text);
      return parsed.ok ? "" : parsed.why;
    };
    expect(["", "x", "-1", "0.00001", "100.0001"].map(why)).toEqual([
      "required",
      "not_a_number",
      "not_a_number",
      "four_decimals",
      "above_all",
    ]);
  });
});

describe("a draft", () => {
  it("is sent as it was read", () => {
    // Protects: opening and saving a plan changes no figure, in any currency's digits.
    const { version: _, saved_by: __, saved_at: ___, ...content } = version;
    expect(contentOf(draftOf(version)).content).toEqual(content);
    expect(contentOf(draftFrom(flatOf(draftOf(version)))).content).toEqual(content);
  });
  it("names each wrong member as the server does", () => {
    // Protects: an error stands beside its field, whoever found it.
    const draft = draftOf(version);
    draft.name = " ";
    draft.sale.percent = "1.23456";
    draft.sale.parts[0] = { ...draft.sale.parts[0]!, fixed: "0.255", min: "11", max: "10" };
    draft.sale.parts[1] = { ...draft.sale.parts[1]!, currency: "EUR" };
    draft.settle_days = "two";
    expect(contentOf(draft).errors).toEqual({
      name: "required",
      "sale.percent_ppm": "four_decimals",
      "sale.parts.0.fixed_minor": "too_many_decimals",
      "sale.parts.0.max_minor": "below_minimum",
      "sale.parts.1.currency": "duplicate_currency",
      settle_days: "whole_number",
    });
  });
});

describe("two people", () => {
  const base = flatOf(draftOf(version));
  const mine = { ...base, "sale.percent": "1.5", "sale.EUR.fixed": "0.30" };
  const { "payout.KWD.fixed": _, "payout.KWD.min": __, "payout.KWD.max": ___, ...without } = base;
  const theirs = { ...without, "sale.percent": "1.6", settle_days: "3" };
  it("see what each of them changed", () => {
    // Protects: nothing of either is lost unseen.
    expect(clashes(base, mine, theirs)).toEqual([
      { name: "sale.percent", mine: "1.5", theirs: "1.6", by: "both" },
      { name: "sale.EUR.fixed", mine: "0.30", theirs: "0.25", by: "me" },
      { name: "payout.KWD.fixed", mine: "1.005", theirs: undefined, by: "them" },
      { name: "settle_days", mine: "2", theirs: "3", by: "them" },
    ]);
  });
  it("are put together figure by figure", () => {
    // Protects: keeping mine takes nothing back that only they changed.
    expect(differences(theirs, merged(base, mine, theirs))).toEqual([
      { name: "sale.percent", before: "1.6", after: "1.5" },
      { name: "sale.EUR.fixed", before: "0.25", after: "0.30" },
    ]);
  });
});

it("writes what is rounded with all its digits", () => {
  // Protects: the calculator shows 0.69986 and not 0.7 before it rounds.
  expect(exactText("69.986", "EUR")).toBe("0.69986");
  expect(exactText("36.25", "JPY")).toBe("36.25");
  expect(exactText("165", "EUR")).toBe("1.65");
  expect(exactText("0", "KWD")).toBe("0.000");
});
