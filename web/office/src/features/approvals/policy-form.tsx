// The editor of a policy. Its sentence is read back while it is being put together.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { exponentOf } from "../../lib/currency.ts";
import { minorToDecimal, parseMoney } from "../../lib/money.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Switch } from "../../ui/choice-field.tsx";
import { FieldRow, type Form, FormBody, required, useForm, wholeNumber } from "../../ui/form.tsx";
import { MoneyField, NumberField } from "../../ui/number-field.tsx";
import { Stack } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { MultiSelect, Select } from "../../ui/select-field.tsx";
import { TextArea, TextField } from "../../ui/text-field.tsx";
import { type Policies, type Policy, rolesQuery, type UpdatePolicy } from "./api.ts";
import style from "./approvals.module.css";
import { usePolicyPlaces } from "./place-options.ts";
import {
  bitsOf,
  clockOf,
  type Day,
  day_keys,
  daysOf,
  minuteOf,
  policyText,
} from "./policy-words.ts";
import { useNaming } from "./use-naming.ts";

export type PolicyTerms = Omit<UpdatePolicy, "version">;

const schema = z.object({
  kind: required(),
  place: required(),
  name: required(),
  is_active: z.boolean(),
  older_than_days: wholeNumber(),
  requester_roles: z.array(z.string()),
  condition: z.string(),
  approvers: required(),
  expires_after_h: wholeNumber(1),
});

interface Amount {
  key: number;
  currency: string;
  text: string;
}

interface Night {
  on: boolean;
  days: Day[];
  from: string;
  until: string;
}

const nightOf = (policy: Policy | undefined): Night => ({
  on: Boolean(policy?.hours),
  days: daysOf(policy?.hours?.days ?? 127),
  from: clockOf(policy?.hours?.from_minute ?? 19 * 60),
  until: clockOf(policy?.hours?.until_minute ?? 7 * 60),
});

const amountsOf = (policy: Policy | undefined): Amount[] =>
  (policy?.thresholds ?? []).map(({ currency, amount_minor }, key) => ({
    key,
    currency,
    text: minorToDecimal(amount_minor, exponentOf(currency)),
  }));

interface PolicyFormProps {
  policies: Policies;
  policy?: Policy;
  onSave: (place: string, kind: string, terms: PolicyTerms) => Promise<unknown>;
  submit: string;
  children?: ReactNode;
}

export function PolicyForm({ policies, policy, onSave, submit, children }: PolicyFormProps) {
  const { t } = useTranslation("approvals");
  const naming = useNaming(policies.time_zone);
  const [amounts, setAmounts] = useState(() => amountsOf(policy));
  const [night, setNight] = useState(() => nightOf(policy));
  const kindOf = (key: string) => policies.kinds.find((one) => one.kind === key);
  const form = useForm({
    schema,
    initial: {
      kind: policy?.kind ?? policies.kinds[0]?.kind ?? "refund",
      place: "",
      name: policy?.name ?? "",
      is_active: policy?.is_active ?? true,
      older_than_days: String(policy?.older_than_days ?? 0),
      requester_roles: policy?.requester_roles ?? [],
      condition: policy?.condition ?? "",
      approvers: String(policy?.approvers ?? 1),
      expires_after_h: String(policy?.expires_after_h ?? 72),
      ...(policy && { place: "fixed" }),
    },
    onSubmit: (values) =>
      onSave(values.place, values.kind, {
        ...termsOf(kindOf(values.kind)?.has_amount ? amounts : [], night),
        name: values.name,
        is_active: values.is_active,
        older_than_days: kindOf(values.kind)?.has_age ? values.older_than_days : 0,
        requester_roles: values.requester_roles,
        condition: kindOf(values.kind)?.has_condition ? values.condition.trim() : "",
        approvers: Number(values.approvers),
        expires_after_h: values.expires_after_h,
      }),
  });
  const kind = kindOf(form.values.kind);
  const wrong = amounts.some((amount) => minorOf(amount) === undefined);
  const draft = {
    hours: null,
    kind: form.values.kind,
    ...termsOf(kind?.has_amount ? amounts : [], night),
    older_than_days: kind?.has_age ? Number(form.values.older_than_days) || 0 : 0,
    requester_roles: form.values.requester_roles,
    condition: kind?.has_condition ? form.values.condition.trim() : "",
    approvers: Number(form.values.approvers),
    expires_after_h: Number(form.values.expires_after_h) || 1,
  };
  return (
    <FormBody
      form={form}
      label={t("policies.title")}
      actions={
        <>
          {children}
          <Button
            type="submit"
            variant="primary"
            busy={form.busy}
            disabledReason={wrong && t("policy.amount_wrong")}
          >
            {submit}
          </Button>
        </>
      }
    >
      <Card title={t("policy.reads")}>
        <p className={style.sentence} aria-live="polite">
          {policyText(draft, naming)}
        </p>
      </Card>
      <WhatCard form={form} policies={policies} fixed={policy !== undefined} />
      <Card title={t("policy.when")} note={t("policy.when_note")}>
        <Stack>
          {kind?.has_amount && <Amounts amounts={amounts} onChange={setAmounts} />}
          {kind?.has_age && (
            <NumberField
              {...form.field("older_than_days")}
              label={t("policy.age")}
              hint={t("policy.age_hint")}
              unit={t("policy.days_unit")}
            />
          )}
          {kind?.has_condition && (
            <TextArea
              {...form.field("condition")}
              label={t("policy.condition")}
              hint={t("policy.condition_hint")}
              rows={2}
              maxLength={4_000}
              optional
            />
          )}
          <Roles form={form} />
          <Hours night={night} onChange={setNight} zone={policies.time_zone} />
        </Stack>
      </Card>
      <Card title={t("policy.demands")}>
        <Stack>
          <Segments
            label={t("policy.approvers")}
            value={form.values.approvers}
            onChange={(value) => form.set("approvers", value)}
            options={["1", "2", "3"].map((value) => ({
              value,
              label: t("policy.people", { count: Number(value) }),
            }))}
          />
          <NumberField
            {...form.field("expires_after_h")}
            label={t("policy.expires")}
            hint={t("policy.expires_hint")}
            unit={t("policy.hours_unit")}
          />
          <Switch {...form.field("is_active")} label={t("policy.is_active")} />
        </Stack>
      </Card>
    </FormBody>
  );
}

function minorOf({ text, currency }: Amount): number | undefined {
  const parsed = parseMoney(text, currency);
  return parsed.ok && parsed.minor > 0 ? parsed.minor : undefined;
}

/** Conditions that are more than one field; the kind's own fields decide whether they count. */
function termsOf(
  amounts: readonly Amount[],
  night: Night,
): Pick<Policy, "thresholds"> & { hours?: NonNullable<Policy["hours"]> } {
  const from = minuteOf(night.from);
  const until = minuteOf(night.until);
  const whole = night.on && from !== undefined && until !== undefined && night.days.length > 0;
  return {
    thresholds: amounts.flatMap((amount) => {
      const amount_minor = minorOf(amount);
      return amount_minor === undefined ? [] : [{ currency: amount.currency, amount_minor }];
    }),
    ...(whole && {
      hours: { days: bitsOf(night.days), from_minute: from, until_minute: until },
    }),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the form of this file, whose type has no name
type AnyForm = Form<any>;

function WhatCard({
  form,
  policies,
  fixed,
}: {
  form: AnyForm;
  policies: Policies;
  fixed: boolean;
}) {
  const { t } = useTranslation("approvals");
  const naming = useNaming(policies.time_zone);
  const places = usePolicyPlaces();
  const chosen = policies.kinds.find((one) => one.kind === form.values.kind);
  return (
    <Card title={t("policy.what")}>
      <Stack>
        <TextField
          {...form.field("name")}
          label={t("policy.name")}
          hint={t("policy.name_hint")}
          maxLength={80}
        />
        {!fixed && (
          <FieldRow>
            <Select
              {...form.field("kind")}
              label={t("column.kind")}
              hint={chosen?.description}
              options={policies.kinds.map(({ kind }) => ({
                value: kind,
                label: naming.kind(kind),
              }))}
            />
            <Select
              {...form.field("place")}
              label={t("column.place")}
              options={places}
              searchable
            />
          </FieldRow>
        )}
      </Stack>
    </Card>
  );
}

const currencies = ["EUR", "USD", "GBP", "CHF", "PLN", "CZK", "SEK", "NOK", "DKK", "JPY"];

function Amounts({
  amounts,
  onChange,
}: {
  amounts: Amount[];
  onChange: (amounts: Amount[]) => void;
}) {
  const { t } = useTranslation("approvals");
  const put = (key: number, part: Partial<Amount>) =>
    onChange(amounts.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const free = currencies.find((code) => !amounts.some(({ currency }) => currency === code));
  const next = Math.max(-1, ...amounts.map(({ key }) => key)) + 1;
  return (
    <Stack gap={8}>
      {amounts.map((amount) => (
        <div key={amount.key} className={style.threshold}>
          <Select
            name={`currency-${amount.key}`}
            label={t("policy.currency")}
            value={amount.currency}
            onChange={(currency) => put(amount.key, { currency })}
            options={[...new Set([amount.currency, ...currencies])].map((value) => ({
              value,
              label: value,
            }))}
          />
          <MoneyField
            name={`amount-${amount.key}`}
            label={t("policy.amount")}
            currency={amount.currency}
            value={amount.text}
            onChange={(text) => put(amount.key, { text })}
            error={
              amount.text !== "" && minorOf(amount) === undefined
                ? t("policy.amount_wrong")
                : undefined
            }
          />
          <IconButton
            icon="x"
            label={t("policy.remove_amount")}
            onClick={() => onChange(amounts.filter(({ key }) => key !== amount.key))}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon="plus"
          disabledReason={!free && t("policy.all_currencies")}
          onClick={() => free && onChange([...amounts, { key: next, currency: free, text: "" }])}
        >
          {t(amounts.length === 0 ? "policy.add_amount" : "policy.add_currency")}
        </Button>
      </div>
    </Stack>
  );
}

function Roles({ form }: { form: AnyForm }) {
  const { t } = useTranslation("approvals");
  const can = useCan("list_roles");
  const { data: roles = [] } = useQuery({ ...rolesQuery, enabled: can.allowed });
  return (
    <MultiSelect
      {...form.field("requester_roles")}
      label={t("policy.roles")}
      hint={t("policy.roles_hint")}
      placeholder={t("policy.anybody")}
      options={roles.map(({ key, name, company_name }) => ({
        value: key,
        label: company_name ? `${name} · ${company_name}` : name,
      }))}
      optional
    />
  );
}

function Hours({
  night,
  onChange,
  zone,
}: {
  night: Night;
  onChange: (night: Night) => void;
  zone: string;
}) {
  const { t } = useTranslation("approvals");
  const put = (part: Partial<Night>) => onChange({ ...night, ...part });
  return (
    <Stack gap={8}>
      <Checkbox
        name="hours"
        label={t("policy.only_hours")}
        hint={t("policy.only_hours_hint", { zone })}
        value={night.on}
        onChange={(on) => put({ on })}
      />
      {night.on && (
        <>
          <FieldRow>
            <TextField
              name="from"
              type="time"
              label={t("policy.from")}
              value={night.from}
              onChange={(from) => put({ from })}
            />
            <TextField
              name="until"
              type="time"
              label={t("policy.until")}
              value={night.until}
              onChange={(until) => put({ until })}
            />
          </FieldRow>
          <fieldset className={style.fieldset}>
            <legend>{t("policy.begins_on")}</legend>
            <div className={style.days}>
              {day_keys.map((day) => (
                <Checkbox
                  key={day}
                  name={day}
                  label={t(`policy.day.${day}`)}
                  value={night.days.includes(day)}
                  onChange={(on) =>
                    put({
                      days: day_keys.filter((one) => (one === day ? on : night.days.includes(one))),
                    })
                  }
                />
              ))}
            </div>
          </fieldset>
        </>
      )}
    </Stack>
  );
}
