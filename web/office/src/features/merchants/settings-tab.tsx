// Changing a merchant's settings. Each save names the version it started from; when somebody else
// was faster, both values are shown and the person decides.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "../../api/error.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { type Form, FormBody, useForm } from "../../ui/form.tsx";
import { MoneyField } from "../../ui/number-field.tsx";
import { Stack } from "../../ui/page.tsx";
import { useCurrencyOptions } from "../../ui/reference.ts";
import { MultiSelect, Select } from "../../ui/select-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type Merchant, merchantQuery, refreshMerchants, update_merchant } from "./api.ts";
import { ConflictNotice } from "./conflict-notice.tsx";
import { EndCard } from "./end-card.tsx";
import { NameFields } from "./merchant-fields.tsx";
import { SettingsFacts } from "./settings-facts.tsx";
import {
  capture_policies,
  changedNames,
  merged,
  methods,
  type SettingsSchema,
  type SettingValues,
  settingsSchema,
  updateOf,
  valuesOf,
  yes_no,
} from "./settings-values.ts";
import { StateCard } from "./state-card.tsx";

interface Round {
  number: number;
  /** What the form compares itself with, and whose version a save names. */
  base: Merchant;
  start: SettingValues;
}

export default function SettingsTab({ merchant }: { merchant: Merchant }) {
  const { reason } = useCan("update_merchant", merchant);
  return reason ? (
    <SettingsFacts merchant={merchant} reason={reason} />
  ) : (
    <Settings merchant={merchant} />
  );
}

function Settings({ merchant }: { merchant: Merchant }) {
  const [round, setRound] = useState<Round>(() => ({
    number: 0,
    base: merchant,
    start: valuesOf(merchant),
  }));
  const begin = (base: Merchant, start: SettingValues) =>
    setRound(({ number }) => ({ number: number + 1, base, start }));
  /** A change of state made here must not make the open form look overtaken. */
  function follow(updated: Merchant) {
    setRound((now) => (now.base.version === updated.version - 1 ? { ...now, base: updated } : now));
  }
  return (
    <Stack>
      <SettingsForm key={round.number} base={round.base} start={round.start} onBegin={begin} />
      <StateCard merchant={merchant} onChanged={follow} />
      <EndCard merchant={merchant} />
    </Stack>
  );
}

interface SettingsFormProps {
  base: Merchant;
  start: SettingValues;
  onBegin: (base: Merchant, start: SettingValues) => void;
}

function useSettings({ base, start, onBegin }: SettingsFormProps) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const toast = useToast();
  const [theirs, setTheirs] = useState<Merchant>();
  const { merchant_id, settlement_currency } = base;
  const [schema] = useState(() => settingsSchema(settlement_currency));
  const form: Form<SettingsSchema> = useForm({
    schema,
    initial: start,
    onSubmit: async (parsed) => {
      const body = updateOf(base, form.values, parsed);
      try {
        const updated = await update_merchant(merchant_id, body);
        queries.setQueryData(merchantQuery(merchant_id).queryKey, updated);
        void refreshMerchants(queries);
        toast(t("settings.saved"));
        onBegin(updated, valuesOf(updated));
      } catch (error) {
        if (!isProblem(error, "version_changed")) throw error;
        // What is kept may be the very version that was overtaken.
        setTheirs(await queries.fetchQuery({ ...merchantQuery(merchant_id), staleTime: 0 }));
        throw new Canceled();
      }
    },
  });
  return { form, theirs };
}

function SettingsForm(props: SettingsFormProps) {
  const { t } = useTranslation("merchants");
  const { base, onBegin } = props;
  const { form, theirs } = useSettings(props);
  const unchanged = changedNames(valuesOf(base), form.values).length === 0;
  return (
    <FormBody
      form={form}
      label={t("tab.settings")}
      actions={
        <>
          <Button
            disabledReason={unchanged && t("settings.unchanged")}
            onClick={() => onBegin(base, valuesOf(base))}
          >
            {t("settings.reset")}
          </Button>
          <Button
            type="submit"
            variant="primary"
            busy={form.busy}
            disabledReason={
              (theirs && t("conflict.first")) || (unchanged && t("settings.unchanged"))
            }
          >
            {t("settings.save")}
          </Button>
        </>
      }
    >
      {theirs && (
        <ConflictNotice
          base={valuesOf(base)}
          mine={form.values}
          theirs={valuesOf(theirs)}
          onTakeTheirs={() => onBegin(theirs, valuesOf(theirs))}
          onKeepMine={() => onBegin(theirs, merged(valuesOf(base), form.values, valuesOf(theirs)))}
        />
      )}
      <Card title={t("settings.about")}>
        <NameFields field={(name) => form.field(name)} needsCode />
      </Card>
      <MoneyCard form={form} merchant={base} />
      <PaymentsCard form={form} merchant={base} />
    </FormBody>
  );
}

function PaymentsCard({ form, merchant }: { form: Form<SettingsSchema>; merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const currency = merchant.settlement_currency;
  const options = (field: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`${field}.${value}` as "yes_no.yes") }));
  return (
    <Card title={t("settings.payments")}>
      <Stack>
        <MultiSelect
          {...form.field("methods")}
          label={t("field.methods")}
          hint={t("settings.methods_hint")}
          options={options("method", methods)}
          searchable={false}
        />
        <Select
          {...form.field("capture_policy")}
          label={t("field.capture_policy")}
          hint={t("settings.capture_hint")}
          options={options("capture_policy", capture_policies)}
        />
        <MoneyField
          {...form.field("challenge_from_minor")}
          label={t("field.challenge_from_minor")}
          hint={t("settings.challenge_hint", { currency })}
          currency={currency}
        />
        <MoneyField
          {...form.field("exempt_below_minor")}
          label={t("field.exempt_below_minor")}
          hint={t("settings.exempt_hint")}
          currency={currency}
        />
        <Select
          {...form.field("exempts_low_value")}
          label={t("field.exempts_low_value")}
          hint={t("settings.low_value_hint")}
          options={options("yes_no", yes_no)}
        />
      </Stack>
    </Card>
  );
}

function MoneyCard({ form, merchant }: { form: Form<SettingsSchema>; merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const currencies = useCurrencyOptions();
  const { settlement_currency } = merchant;
  return (
    <Card title={t("settings.money")}>
      <Stack>
        <MultiSelect
          {...form.field("allowed_currencies")}
          label={t("field.allowed_currencies")}
          hint={t("settings.allowed_hint", { currency: settlement_currency })}
          options={currencies}
        />
        <MoneyField
          {...form.field("refund_overdraft_minor")}
          label={t("field.refund_overdraft_minor")}
          hint={t("settings.overdraft_hint")}
          currency={settlement_currency}
        />
      </Stack>
    </Card>
  );
}
