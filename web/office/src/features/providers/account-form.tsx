// The editor of an account, drawn from its provider's own description.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { countries } from "../../lib/countries.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { type Form, FormBody, useForm } from "../../ui/form.tsx";
import { MoneyField } from "../../ui/number-field.tsx";
import { Stack } from "../../ui/page.tsx";
import { useCurrencyOptions } from "../../ui/reference.ts";
import { Segments } from "../../ui/segments.tsx";
import { MultiSelect, Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import {
  type AccountValues,
  type BoundText,
  boundsOf,
  minorOf,
  onItsField,
  schemaOf,
  valuesOf,
} from "./account-values.ts";
import type { Account, Adapter } from "./api.ts";
import { FieldInput } from "./field-input.tsx";
import style from "./providers.module.css";
import { useWord } from "./words.tsx";

// biome-ignore lint/suspicious/noExplicitAny: its schema is made of the provider's description
export type AnyForm = Form<any>;

export function AccountForm({
  adapter,
  account,
  submit,
  onSave,
}: {
  adapter: Adapter;
  account?: Account;
  submit: string;
  onSave: (values: AccountValues, bounds: readonly BoundText[]) => Promise<unknown>;
}) {
  const { t } = useTranslation("providers");
  const [schema] = useState(() => schemaOf(adapter, account === undefined));
  const [bounds, setBounds] = useState(() => boundsOf(account?.restrictions.bounds));
  const wrong = bounds.some(
    ({ currency, least, most }) =>
      minorOf(least, currency) === undefined || minorOf(most, currency) === undefined,
  );
  const form: AnyForm = useForm({
    schema,
    initial: valuesOf(adapter, account),
    onSubmit: (values) =>
      onSave(values as AccountValues, bounds).catch((error: unknown) => {
        throw onItsField(error);
      }),
  });
  return (
    <FormBody
      form={form}
      label={t("tab.set_up")}
      actions={
        <Button
          type="submit"
          variant="primary"
          busy={form.busy}
          disabledReason={wrong && t("form.amount_wrong")}
        >
          {submit}
        </Button>
      }
    >
      <Card title={t("form.connection")} note={adapter.summary}>
        <Stack>
          <TextField
            {...form.field("title")}
            label={t("form.title")}
            hint={t("form.title_hint")}
            maxLength={120}
            autoComplete="off"
          />
          {adapter.fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              form={form}
              mark={account?.secrets.find(({ name }) => name === field.name)}
            />
          ))}
        </Stack>
      </Card>
      <TakesCard form={form} adapter={adapter} bounds={bounds} onBounds={setBounds} />
    </FormBody>
  );
}

const operations = ["sale", "authorize", "refund", "verify", "payout"] as const;

function TakesCard({
  form,
  adapter,
  bounds,
  onBounds,
}: {
  form: AnyForm;
  adapter: Adapter;
  bounds: BoundText[];
  onBounds: (bounds: BoundText[]) => void;
}) {
  const { t } = useTranslation("providers");
  const word = useWord();
  const all = useCurrencyOptions();
  const offered =
    adapter.currencies.length === 0
      ? all
      : adapter.currencies.map((code) => ({ value: code, label: code }));
  return (
    <Card title={t("form.takes")} note={t("form.takes_note")}>
      <Stack>
        <MultiSelect
          {...form.field("methods")}
          label={t("form.methods")}
          options={adapter.methods.map((value) => ({ value, label: word("method", value) }))}
        />
        <MultiSelect
          {...form.field("currencies")}
          label={t("form.currencies")}
          placeholder={t("form.all_currencies")}
          options={offered}
          optional
        />
        <Bounds bounds={bounds} onChange={onBounds} options={offered} />
        <MultiSelect
          {...form.field("operations")}
          label={t("form.operations")}
          placeholder={t("form.all_operations")}
          options={operations.map((value) => ({ value, label: word("operation", value) }))}
          optional
        />
        <Countries form={form} />
      </Stack>
    </Card>
  );
}

function Countries({ form }: { form: AnyForm }) {
  const { t } = useTranslation("providers");
  const [options] = useState(() =>
    countries().map(({ code, name }) => ({ value: code, label: name })),
  );
  const rule = form.values.country_rule;
  return (
    <Stack gap={8}>
      <Segments
        label={t("form.countries")}
        value={rule}
        onChange={(next) => form.set("country_rule", next)}
        options={["any", "allow", "deny"].map((value) => ({
          value,
          label: t(`form.country_rule.${value}`),
        }))}
      />
      {rule !== "any" && (
        <MultiSelect
          {...form.field("countries")}
          label={t(`form.country_list.${rule}`)}
          hint={t("form.country_hint")}
          options={options}
        />
      )}
    </Stack>
  );
}

function Bounds({
  bounds,
  onChange,
  options,
}: {
  bounds: BoundText[];
  onChange: (bounds: BoundText[]) => void;
  options: readonly { value: string; label: string }[];
}) {
  const { t } = useTranslation("providers");
  const put = (key: number, part: Partial<BoundText>) =>
    onChange(bounds.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const free = options.find(({ value }) => !bounds.some(({ currency }) => currency === value));
  const next = Math.max(-1, ...bounds.map(({ key }) => key)) + 1;
  const problem = (text: string, currency: string) =>
    minorOf(text, currency) === undefined ? t("form.amount_wrong") : undefined;
  return (
    <Stack gap={8}>
      {bounds.map(({ key, currency, least, most }) => (
        <div key={key} className={style.bound}>
          <Select
            name={`currency-${key}`}
            label={t("form.currency")}
            value={currency}
            onChange={(value) => put(key, { currency: value })}
            options={options}
          />
          <MoneyField
            name={`least-${key}`}
            label={t("form.least")}
            placeholder={t("form.no_bound")}
            currency={currency}
            value={least}
            onChange={(text) => put(key, { least: text })}
            error={problem(least, currency)}
          />
          <MoneyField
            name={`most-${key}`}
            label={t("form.most")}
            placeholder={t("form.no_bound")}
            currency={currency}
            value={most}
            onChange={(text) => put(key, { most: text })}
            error={problem(most, currency)}
          />
          <IconButton
            icon="x"
            label={t("form.remove_bound", { currency })}
            onClick={() => onChange(bounds.filter((one) => one.key !== key))}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon="plus"
          disabledReason={!free && t("form.no_currency_left")}
          onClick={() =>
            free && onChange([...bounds, { key: next, currency: free.value, least: "", most: "" }])
          }
        >
          {t("form.add_bound")}
        </Button>
      </div>
    </Stack>
  );
}
