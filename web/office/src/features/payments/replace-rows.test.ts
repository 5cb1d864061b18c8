import { describe, expect, it } from "vitest";
import type { PaymentPage, PaymentRow } from "./api.ts";
import { replaceRows } from "./replace-rows.ts";

const row = (payment_id: string, part: Partial<PaymentRow> = {}): PaymentRow => ({
  payment_id,
  external_id: "ord-1",
  merchant_id: "mr_1",
  merchant_name: "Shop",
  company_id: "co_1",
  buyer_id: "",
  method: "card",
  card_brand: "visa",
  card_last4: "4242",
  amount_minor: 1000,
  currency: "EUR",
  kind: "purchase",
  authorized_minor: 0,
  captured_minor: 0,
  refunded_minor: 0,
  refund_pending_minor: 0,
  lifecycle: "processing",
  refund_state: "none",
  dispute_state: "none",
  in_doubt: false,
  decline_reason: "",
  created_at: 1,
  completed_at: null,
  ...part,
});

const page: PaymentPage = {
  rows: [row("tx_2"), row("tx_1")],
  has_older: true,
  has_newer: false,
  next_before: null,
};

describe("rows that follow live", () => {
  it("change in place and never move or add rows", () => {
    const changed = new Set<string>();
    const latest = new Map([
      ["tx_1", row("tx_1", { lifecycle: "captured", captured_minor: 1000 })],
      ["tx_9", row("tx_9")],
    ]);
    const after = replaceRows(page, latest, changed);
    expect(after.rows.map((one) => [one.payment_id, one.lifecycle])).toEqual([
      ["tx_2", "processing"],
      ["tx_1", "captured"],
    ]);
    expect([...changed]).toEqual(["tx_1"]);
  });

  it("keep what an event leaves out, such as the merchant's name", () => {
    const latest = new Map([["tx_1", row("tx_1", { merchant_name: "", lifecycle: "captured" })]]);
    expect(replaceRows(page, latest, new Set()).rows[1]?.merchant_name).toBe("Shop");
  });

  it("stay the same object when nothing changed, so that nothing is drawn again", () => {
    expect(replaceRows(page, new Map([["tx_1", row("tx_1")]]), new Set())).toBe(page);
  });
});
