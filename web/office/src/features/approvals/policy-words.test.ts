// The sentence of a policy: every condition is in it, and nothing that is not set.
import type { TFunction } from "i18next";
import { describe, expect, it } from "vitest";
import { addOfficeWords, createWords } from "../../i18n/i18n.ts";
import words from "./en.json";
import { bitsOf, clockOf, daysOf, minuteOf, type Naming, policyText } from "./policy-words.ts";

const i18n = createWords();
await addOfficeWords(i18n);
i18n.addResourceBundle("en", "approvals", words, true, true);

const naming: Naming = {
  t: i18n.getFixedT("en", "approvals") as TFunction<"approvals">,
  kind: () => "Refunds",
  role: (key) => (key === "operator" ? "Operator" : key),
  time_zone: "Europe/Vienna",
};

const plain = {
  kind: "refund",
  thresholds: [],
  older_than_days: 0,
  requester_roles: [],
  hours: null,
  condition: "",
  approvers: 1,
  expires_after_h: 72,
};

describe("a policy's sentence", () => {
  it("is short without conditions", () => {
    expect(policyText(plain, naming)).toBe(
      "Refunds need the approval of one other person, within 72 hours.",
    );
  });

  it("says what happens to currencies without an amount", () => {
    const thresholds = [{ currency: "EUR", amount_minor: 100_000 }];
    expect(policyText({ ...plain, thresholds }, naming)).toBe(
      "Refunds from €1,000.00 on need the approval of one other person, within 72 hours. " +
        "In any other currency every amount needs it.",
    );
  });

  it("names every condition", () => {
    const terms = {
      ...plain,
      older_than_days: 30,
      requester_roles: ["operator"],
      hours: { days: 31, from_minute: 1140, until_minute: 420 },
      approvers: 2,
      expires_after_h: 1,
    };
    expect(policyText(terms, naming)).toBe(
      "Refunds of payments older than 30 days, asked for by Operator, " +
        "Monday to Friday from 19:00 to 07:00 (Europe/Vienna), " +
        "need the approval of 2 other people, within one hour.",
    );
  });
});

describe("a condition", () => {
  it("stands in the sentence as it is written", () => {
    expect(policyText({ ...plain, condition: 'card.scheme == "visa"' }, naming)).toBe(
      'Refunds where card.scheme == "visa" need the approval of one other person, within 72 hours.',
    );
  });
});

describe("days and times", () => {
  it("go to bits and back", () => {
    expect(daysOf(65)).toEqual(["mon", "sun"]);
    expect(bitsOf(daysOf(65))).toBe(65);
  });

  it("read a time of day, and nothing that is none", () => {
    expect(minuteOf(clockOf(1110))).toBe(1110);
    expect(minuteOf("24:00")).toBeUndefined();
    expect(minuteOf("7:00")).toBeUndefined();
  });
});
