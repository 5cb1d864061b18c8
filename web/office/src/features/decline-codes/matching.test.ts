import { expect, test } from "vitest";
import type { DeclineCode } from "./api.ts";
import { matching } from "./matching.ts";

const row = (part: Partial<DeclineCode>): DeclineCode => ({
  reason: "do_not_honor",
  decline_class: "soft",
  retry: "later",
  meaning: "",
  advice: "",
  network_codes: [],
  visa_category: "",
  orsunpay_code: "card_declined",
  ecommpay_codes: [],
  stripe_codes: [],
  ...part,
});
const rows = [
  row({ reason: "do_not_honor", network_codes: ["05"], meaning: "Refused without a reason" }),
  row({ reason: "insufficient_funds", network_codes: ["51"], ecommpay_codes: ["10105"] }),
  row({ reason: "risk_declined", retry: "after_check", ecommpay_codes: ["402", "14xx"] }),
  row({ reason: "timeout", retry: "wait", meaning: "The answer of 51 seconds came late" }),
];
const found = (wanted: Parameters<typeof matching>[1]) =>
  matching(rows, wanted, (reason) => reason).map(({ reason }) => reason);

test("a whole code finds its reason alone, not every text that holds it", () => {
  // Protects looking up a code from a log: 51 is one reason, not whatever mentions the number.
  expect(found({ search: "51" })).toEqual(["insufficient_funds"]);
  expect(found({ search: "10105" })).toEqual(["insufficient_funds"]);
  expect(found({ search: "1452" })).toEqual(["risk_declined"]);
});

test("words are looked for in the texts, all of them", () => {
  // Protects searching in one's own words.
  expect(found({ search: "without reason" })).toEqual(["do_not_honor"]);
  expect(found({ search: "nothing like it" })).toEqual([]);
});

test("retry advice narrows what is found", () => {
  // Protects the filter, alone and with a search.
  expect(found({ retry: "wait,after_check" })).toEqual(["risk_declined", "timeout"]);
  expect(found({ retry: "wait", search: "05" })).toEqual([]);
});
