// Choosing a saved recipient of the merchant: those that may be paid now, and those that may later,
// with how long that takes. It is paid in its own currency.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { formatRelative } from "../../lib/time.ts";
import { useCan } from "../../ui/can.tsx";
import { useNow } from "../../ui/clock.tsx";
import type { FieldBinding } from "../../ui/field.tsx";
import { Link } from "../../ui/link.tsx";
import { Select } from "../../ui/select-field.tsx";
import { payableQuery, type Recipient } from "./api.ts";

export function RecipientField({
  binding,
  merchant_id,
  currency,
  onCurrency,
}: {
  binding: FieldBinding<string>;
  merchant_id: string;
  currency: string;
  onCurrency: (currency: string) => void;
}) {
  const { t } = useTranslation("payments");
  const can = useCan("list_recipients");
  const now = useNow();
  const wanted = payableQuery(merchant_id);
  const { data } = useQuery({ ...wanted, enabled: can.allowed && merchant_id !== "" });
  const chosen = data?.find((one) => one.recipient_id === binding.value);
  useEffect(() => {
    if (chosen && chosen.currency !== currency) onCurrency(chosen.currency);
  }, [chosen, currency, onCurrency]);
  const isEmpty = data?.length === 0;
  const nobody = isEmpty && (
    <>
      {t("payout.no_recipient")}{" "}
      <Link to="/recipients/create" search={{ merchant_id }}>
        {t("payout.new_recipient")}
      </Link>
    </>
  );
  return (
    <Select
      {...binding}
      label={t("payout.recipient")}
      placeholder={t(merchant_id ? "payout.choose_recipient" : "create.choose_merchant")}
      hint={can.reason || nobody || undefined}
      disabled={!can.allowed || merchant_id === "" || isEmpty}
      searchable
      options={(data ?? []).map((one) => optionOf(one, now))}
    />
  );
}

function optionOf(one: Recipient, now: number) {
  const usable_from_at = one.usable_from_at ?? 0;
  const waits = usable_from_at > now;
  const label = `${one.name} · ${one.destination} · ${one.currency}`;
  return {
    value: one.recipient_id,
    label: waits ? `${label} (${formatRelative(usable_from_at, now)})` : label,
    disabled: waits,
  };
}
