// Made-up payments with awkward values: long names, zero and huge amounts, several currencies.
import type { Schemas } from "../api/client.ts";

type PaymentRow = Schemas["PaymentRow"];

const merchants = [
  "Corner Bookshop",
  "Wanderlust & Sons International Travel Agency Limited",
  "Kaffe",
];
const lifecycles = [
  "captured",
  "declined",
  "processing",
  "authorized",
  "failed",
  "review",
  "expired",
];
const currencies = ["EUR", "USD", "JPY", "KWD", "GBP"];

export const sample_at = Date.UTC(2026, 8, 18, 13, 42, 7);

export function samplePayments(count: number): PaymentRow[] {
  return Array.from({ length: count }, (_, index) => {
    const lifecycle = lifecycles[(index * 3) % lifecycles.length] ?? "captured";
    const amount_minor = [1299, 0, 4_500_000, 987_654_321, 250][index % 5] ?? 1;
    return {
      payment_id: `tx_c${String(index).padStart(12, "0")}q7m2x9k4w1z8`,
      external_id:
        index % 4 === 0 ? `order-2026-09-18-${index}-with-a-long-suffix` : `ord-${7700 + index}`,
      merchant_id: "mr_c000000000001q7m2x9k4w1z8",
      merchant_name: merchants[index % merchants.length] ?? "",
      company_id: "co_c000000000001q7m2x9k4w1z8",
      buyer_id: `buyer-${index}`,
      method: "card",
      card_brand: index % 2 === 0 ? "visa" : "mastercard",
      card_last4: String(4242 - index).padStart(4, "0"),
      amount_minor,
      currency: currencies[index % currencies.length] ?? "EUR",
      kind: "purchase" as const,
      authorized_minor: lifecycle === "authorized" ? amount_minor : 0,
      captured_minor: lifecycle === "captured" ? amount_minor : 0,
      refunded_minor: 0,
      refund_pending_minor: 0,
      lifecycle,
      refund_state: index % 7 === 0 ? "part" : "none",
      dispute_state: "none",
      in_doubt: index === 2,
      decline_reason: lifecycle === "declined" ? "insufficient_funds" : "",
      created_at: sample_at - index * 97_000,
      completed_at: null,
    };
  });
}
