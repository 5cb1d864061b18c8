// How a payment was started, in words: only what differs from an ordinary payment.
import type { TFunction } from "i18next";
import type { Fact } from "../../ui/facts.tsx";
import type { PaymentDetail } from "./api.ts";

export function termsFacts(t: TFunction<"payments">, { payment, terms, payout }: PaymentDetail) {
  const facts: Fact[] = [];
  const add = (name: string, value: string) => facts.push({ name: t(`terms.${name}`), value });
  if (payment.kind !== "purchase") add("kind", t(`kind.${payment.kind}`));
  if (payment.capture_mode === "manual" && payment.kind === "purchase")
    add("capture_mode", t("terms.manual"));
  if (terms.moto) add("started", t("terms.moto"));
  else if (!terms.customer_present) add("started", t("terms.merchant"));
  if (terms.stored_credential !== "none")
    add("stored_credential", t(`stored.${terms.stored_credential}`));
  if (terms.three_ds_exemption)
    add(
      "exemption",
      t(`exemption.${terms.three_ds_exemption}` as "title", {
        defaultValue: terms.three_ds_exemption,
      }),
    );
  if (payout) {
    add("destination", `${t(`rail.${payout.rail}`)} ${payout.destination}`);
    if (payout.holder) add("holder", payout.holder);
  }
  return facts;
}
