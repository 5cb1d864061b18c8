import { describe, expect, it } from "vitest";
import type { LiveEvent } from "./live.ts";
import { paymentOf } from "./payment-event.ts";

const event = (part: Partial<LiveEvent>): LiveEvent => ({
  position: "7",
  type: "payment.captured",
  at: 1000,
  company_id: "co_1",
  merchant_id: "mr_1",
  subject_kind: "payment",
  subject_id: "tx_1",
  payload: {},
  ...part,
});

const payload = { lifecycle: "captured", amount_minor: 1250, currency: "EUR", in_doubt: false };

describe("the payment of an event", () => {
  it("is found under an operation's event too, so that refunds move the payment's row", () => {
    const refund = event({
      type: "refund.succeeded",
      subject_kind: "operation",
      subject_id: "op_1",
      payload: { ...payload, payment_id: "tx_1", refund_state: "part" },
    });
    expect(paymentOf(refund)).toMatchObject({ payment_id: "tx_1", refund_state: "part" });
  });

  it("is nothing for events of other things", () => {
    const merchant = event({ subject_kind: "merchant", payload: { name: "Shop" } });
    expect(paymentOf(merchant)).toBeUndefined();
  });

  it("never takes a fraction or a text for an amount", () => {
    expect(paymentOf(event({ payload: { ...payload, amount_minor: 12.5 } }))).toBeUndefined();
    expect(paymentOf(event({ payload: { ...payload, amount_minor: "1250" } }))).toBeUndefined();
    const odd = paymentOf(event({ payload: { ...payload, captured_minor: 0.1 } }));
    expect(odd?.captured_minor).toBe(0);
  });

  it("takes the time of the event when the payment's own is missing", () => {
    expect(paymentOf(event({ payload }))).toMatchObject({ created_at: 1000, completed_at: null });
  });
});
