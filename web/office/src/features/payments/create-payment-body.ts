// From what was typed to what is sent: empty means absent, and a card goes only where one is asked.
import type { CreatePayment } from "./api.ts";

export const initial = {
  merchant_id: "",
  currency: "",
  amount_minor: "",
  kind: "purchase",
  method: "card",
  capture_mode: "automatic",
  hold_step: "none",
  stored_credential: "none",
  number: "",
  expiry_month: "",
  expiry_year: "",
  cvv: "",
  holder: "",
  external_id: "",
  buyer_id: "",
  buyer_email: "",
  description: "",
};
export type Values = typeof initial;

const text = (value: string) => value.trim() || undefined;

export function bodyOf(
  values: Omit<Values, "amount_minor">,
  amount_minor: number | string,
): CreatePayment {
  const verifying = values.kind === "verification";
  const by_card = verifying || values.method === "card";
  const holding = !verifying && by_card && values.capture_mode === "manual";
  return {
    kind: verifying ? "verification" : "purchase",
    amount_minor: verifying ? 0 : Number(amount_minor),
    currency: values.currency,
    payment_method: by_card ? undefined : values.method,
    moto: by_card ? true : undefined,
    capture_mode: holding ? "manual" : undefined,
    hold_step: holding ? (values.hold_step as CreatePayment["hold_step"]) : undefined,
    stored_credential:
      by_card && values.stored_credential !== "none"
        ? (values.stored_credential as CreatePayment["stored_credential"])
        : undefined,
    card: by_card
      ? {
          number: values.number.trim(),
          expiry_month: values.expiry_month.trim(),
          expiry_year: values.expiry_year.trim(),
          cvv: text(values.cvv),
          holder: text(values.holder),
        }
      : undefined,
    external_id: text(values.external_id),
    buyer_id: text(values.buyer_id),
    buyer_email: text(values.buyer_email),
    description: text(values.description),
  };
}
