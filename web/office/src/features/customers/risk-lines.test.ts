import { expect, test } from "vitest";
import type { Customer } from "./api.ts";
import { riskLines } from "./risk-lines.ts";

const none: Customer["risk"] = {
  payments: 10,
  succeeded: 10,
  declined: 0,
  failed: 0,
  in_doubt: 0,
  refunded: 0,
  disputed: 0,
  distinct_cards: 1,
  distinct_emails: 1,
  distinct_addresses: 1,
  declined_in_a_row: 0,
};
const outstanding = (risk: Partial<Customer["risk"]>) =>
  riskLines({ ...none, ...risk })
    .filter(({ stands_out }) => stands_out)
    .map(({ name }) => name);

test("an ordinary customer has nothing that stands out", () => {
  // Protects people from alarms about everybody.
  expect(outstanding({})).toEqual([]);
  expect(outstanding({ payments: 2, declined: 1 })).toEqual([]);
});

test("many declines, cards and any dispute stand out", () => {
  // Protects the eye of whoever looks for fraud.
  expect(outstanding({ declined: 4, declined_in_a_row: 3 })).toEqual([
    "declined",
    "declined_in_a_row",
  ]);
  expect(outstanding({ disputed: 1, distinct_cards: 4 })).toEqual(["disputed", "distinct_cards"]);
});

test("shares are of all payments, and of none nothing", () => {
  // Protects the figures from a division by zero.
  expect(riskLines({ ...none, payments: 3, declined: 1 })[1]?.share).toBe(33);
  expect(riskLines({ ...none, payments: 0 })[1]?.share).toBe(0);
});
