import { describe, expect, it } from "vitest";
import type { PaymentRow } from "../../api/payment-event.ts";
import { rowTest } from "./live-filters.ts";
import type { LiveRow } from "./live-rows.ts";

const payment = {
  payment_id: "tx_1",
  external_id: "ORD-77",
  merchant_name: "Lumière Travel",
  buyer_id: "",
  card_brand: "visa",
  card_last4: "4242",
  currency: "EUR",
  decline_reason: "insufficient_funds",
  lifecycle: "declined",
} as PaymentRow;

const row = (part: Partial<LiveRow>): LiveRow => ({
  key: "1",
  position: 1,
  at: 1,
  type: "payment.declined",
  merchant_id: "mr_1",
  subject_id: "tx_1",
  payment,
  refund_minor: undefined,
  name: "",
  ...part,
});

describe("filters of the live monitor", () => {
  it("find text wherever a person would look for it", () => {
    for (const search of ["ord-77", "LUMIÈRE", "4242", "insufficient funds", "tx_1"])
      expect(rowTest({ search })(row({})), search).toBe(true);
    expect(rowTest({ search: "4243" })(row({}))).toBe(false);
  });

  it("hold together: a row must fit all of them", () => {
    const test = rowTest({ type: "payment.declined,refund.declined", merchant_id: "mr_1" });
    expect(test(row({}))).toBe(true);
    expect(test(row({ merchant_id: "mr_2" }))).toBe(false);
    expect(test(row({ type: "payment.captured" }))).toBe(false);
  });

  it("by status leave out what has no payment", () => {
    const test = rowTest({ lifecycle: "declined" });
    expect(test(row({}))).toBe(true);
    expect(test(row({ type: "merchant.updated", payment: undefined }))).toBe(false);
  });

  it("show problems without hiding an outcome nobody knows", () => {
    const test = rowTest({ view: "problems" });
    expect(test(row({ type: "payment.in_doubt" }))).toBe(true);
    expect(test(row({ type: "payment.captured" }))).toBe(false);
    expect(rowTest({ view: "nonsense" })(row({ type: "payment.created" }))).toBe(true);
  });
});
