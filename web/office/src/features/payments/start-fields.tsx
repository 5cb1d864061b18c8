// What starting a payment and a payout have in common: whose it is, how much, and what to call it.
import { useTranslation } from "react-i18next";
import type { FieldBinding } from "../../ui/field.tsx";
import { FieldRow } from "../../ui/form.tsx";
import { MoneyField } from "../../ui/number-field.tsx";
import { type Merchant, useMerchantOptions } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";

export function MerchantAndAmount({
  merchant,
  amount,
  currency,
  of,
}: {
  merchant: FieldBinding<string>;
  amount?: FieldBinding<string>;
  currency: FieldBinding<string>;
  of: Merchant | undefined;
}) {
  const { t } = useTranslation("payments");
  const merchants = useMerchantOptions();
  const currencies = of?.allowed_currencies ?? [];
  return (
    <>
      <Select
        {...merchant}
        label={t("column.merchant")}
        placeholder={t("create.choose_merchant")}
        searchable
        options={merchants}
      />
      <FieldRow>
        {amount && (
          <MoneyField {...amount} label={t("column.amount")} currency={currency.value || "…"} />
        )}
        <Select
          {...currency}
          label={t("filter.currency")}
          disabled={!of}
          options={currencies.map((code) => ({ value: code, label: code }))}
        />
      </FieldRow>
    </>
  );
}

export function References({
  external_id,
  buyer_id,
}: {
  external_id: FieldBinding<string>;
  buyer_id: FieldBinding<string>;
}) {
  const { t } = useTranslation("payments");
  return (
    <FieldRow>
      <TextField {...external_id} label={t("column.external_id")} maxLength={255} optional />
      <TextField {...buyer_id} label={t("facts.customer_id")} maxLength={255} optional />
    </FieldRow>
  );
}
