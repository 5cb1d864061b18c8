// Protects files that accountants rely on: every payment once, amounts exact, and no silent cut.
import { describe, expect, it } from "vitest";
import { learnExponents } from "../../lib/currency.ts";
import type { PaymentPage, PaymentRow } from "./api.ts";
import { collectPayments, paymentsCsv, rows_at_most } from "./payments-csv.ts";

const row = (number: number, part: Partial<PaymentRow> = {}): PaymentRow => ({
  payment_id: `tx_${number}`,
  external_id: `ord-${number}`,
  merchant_id: "mr_1",
  merchant_name: "Shop",
  company_id: "co_1",
  buyer_id: "b-1",
  method: "card",
  card_brand: "visa",
  card_last4: "4242",
  amount_minor: 123456,
  currency: "EUR",
  kind: "purchase",
  authorized_minor: 0,
  captured_minor: 123456,
  refunded_minor: 5,
  refund_pending_minor: 0,
  lifecycle: "captured",
  refund_state: "part",
  dispute_state: "none",
  in_doubt: false,
  decline_reason: "",
  created_at: Date.UTC(2026, 0, 31, 23, 0, 1),
  completed_at: null,
  ...part,
});

const page = (rows: PaymentRow[], next_before: string | null): PaymentPage => ({
  rows,
  has_older: next_before !== null,
  has_newer: false,
  next_before,
});

describe("transactions as a file", () => {
  it("writes amounts exactly in their currency and times with their offset", () => {
    learnExponents([
      { code: "JPY", exponent: 0 },
      { code: "KWD", exponent: 3 },
    ]);
    const text = paymentsCsv(
      [row(1), row(2, { currency: "JPY" }), row(3, { currency: "KWD" })],
      "Europe/Berlin",
    );
    const [, euro, yen, dinar] = text.split("\r\n");
    expect(euro).toContain("tx_1,2026-02-01T00:00:01+01:00,,Shop,mr_1,ord-1,b-1,captured,part,no,");
    expect(euro?.endsWith(",EUR,1234.56,1234.56,0.05")).toBe(true);
    expect(yen?.endsWith(",JPY,123456,123456,5")).toBe(true);
    expect(dinar?.endsWith(",KWD,123.456,123.456,0.005")).toBe(true);
  });

  it("does not let an order id start a formula in a spreadsheet", () => {
    expect(paymentsCsv([row(1, { external_id: "=1+1" })], "UTC")).toContain(",'=1+1,");
  });

  it("follows the server's mark over pages, also over one that found nothing yet", async () => {
    const pages = [page([row(3)], "tx_3"), page([], "tx_2"), page([row(1)], null)];
    const asked: (string | undefined)[] = [];
    const { rows, cut } = await collectPayments(async (before) => {
      asked.push(before);
      return pages[asked.length - 1] as PaymentPage;
    });
    expect(asked).toEqual([undefined, "tx_3", "tx_2"]);
    expect(rows.map((one) => one.payment_id)).toEqual(["tx_3", "tx_1"]);
    expect(cut).toBe(false);
  });

  it("says so when more match than one file takes", async () => {
    const full = Array.from({ length: 200 }, (_, number) => row(number));
    const { rows, cut } = await collectPayments(async () => page(full, "tx_0"));
    expect(rows.length).toBe(rows_at_most);
    expect(cut).toBe(true);
  });
});
