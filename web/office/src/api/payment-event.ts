// The payment a live event tells of. Events of payments and of their operations carry the whole row
// of the list, so that screens can follow without asking again.
import type { Schemas } from "./client.ts";
import type { LiveEvent } from "./live.ts";

export type PaymentRow = Schemas["PaymentRow"];

const kinds = ["purchase", "payout", "verification"] as const;

const isText = (value: unknown): value is string => typeof value === "string";
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/** Nothing for events of other things; what an older server leaves out is empty, not undefined. */
export function paymentOf({ payload, ...event }: LiveEvent): PaymentRow | undefined {
  const text = (name: string) => (isText(payload[name]) ? payload[name] : "");
  const integer = (name: string) => (isInteger(payload[name]) ? payload[name] : 0);
  const payment_id = text("payment_id") || (event.subject_kind === "payment" && event.subject_id);
  if (!payment_id || !isText(payload.lifecycle) || !isInteger(payload.amount_minor))
    return undefined;
  return {
    payment_id,
    external_id: text("external_id"),
    merchant_id: event.merchant_id,
    merchant_name: text("merchant_name"),
    company_id: event.company_id,
    buyer_id: text("buyer_id"),
    method: text("method"),
    card_brand: text("card_brand"),
    card_last4: text("card_last4"),
    amount_minor: payload.amount_minor,
    currency: text("currency"),
    kind: kinds.find((one) => one === payload.kind) ?? "purchase",
    authorized_minor: integer("authorized_minor"),
    captured_minor: integer("captured_minor"),
    refunded_minor: integer("refunded_minor"),
    refund_pending_minor: integer("refund_pending_minor"),
    lifecycle: payload.lifecycle,
    refund_state: text("refund_state") || "none",
    dispute_state: text("dispute_state") || "none",
    in_doubt: payload.in_doubt === true,
    decline_reason: text("decline_reason"),
    created_at: isInteger(payload.created_at) ? payload.created_at : event.at,
    completed_at: isInteger(payload.completed_at) ? payload.completed_at : null,
  };
}
