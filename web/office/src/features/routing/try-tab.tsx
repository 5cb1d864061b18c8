// "Try this payment": what a payment would look like, and which account it would take, and why.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { amountIn, FieldRow, FormBody, required, useForm } from "../../ui/form.tsx";
import { MoneyField } from "../../ui/number-field.tsx";
import { Split, Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { merchantsQuery, type Plan, type ProfilePage, type Trial, try_routing } from "./api.ts";
import { PlanView } from "./plan-view.tsx";

const methods = ["card", "bank_transfer", "wallet", "bnpl", "crypto"];
const schemes = ["visa", "mastercard", "amex"];
const currencies = ["EUR", "USD", "GBP", "CHF", "PLN", "CZK", "SEK", "NOK", "DKK", "JPY"];

const schema = z.object({
  merchant_id: required(),
  which: required(),
  method: required(),
  amount: required(),
  currency: required(),
  card_scheme: z.string(),
  card_bin: z.string(),
  card_id: z.string(),
  customer_id: z.string(),
  customer_country: z.string(),
});

export default function TryTab({ profile }: { profile: ProfilePage }) {
  const { t } = useTranslation("routing");
  const [plan, setPlan] = useState<Plan>();
  const { data: merchants = [] } = useQuery(merchantsQuery);
  const fitting = merchants.filter(
    (one) =>
      (!profile.company_id || one.company_id === profile.company_id) &&
      (!profile.merchant_id || one.merchant_id === profile.merchant_id),
  );
  return (
    <Split
      main={
        plan ? (
          <PlanView plan={plan} />
        ) : (
          <Card>
            <EmptyState icon="play" title={t("try.empty")}>
              {t("try.empty_text")}
            </EmptyState>
          </Card>
        )
      }
      side={
        <Card title={t("try.title")} note={t("try.note")}>
          <TryForm
            key={fitting[0]?.merchant_id ?? ""}
            profile={profile}
            merchants={fitting.map(({ merchant_id, name }) => ({
              value: merchant_id,
              label: name,
            }))}
            onPlan={setPlan}
          />
        </Card>
      }
    />
  );
}

function TryForm({
  profile,
  merchants,
  onPlan,
}: {
  profile: ProfilePage;
  merchants: { value: string; label: string }[];
  onPlan: (plan: Plan) => void;
}) {
  const { t } = useTranslation("routing");
  const { draft_version, active_version, routing_profile_id } = profile;
  const form = useForm({
    schema,
    initial: {
      merchant_id: merchants[0]?.value ?? "",
      which: String(draft_version ?? active_version ?? "now"),
      method: "card",
      amount: "100.00",
      currency: "EUR",
      card_scheme: "visa",
      card_bin: "",
      card_id: "",
      customer_id: "",
      customer_country: "",
    },
    onSubmit: async ({ which, amount, currency, ...facts }) => {
      const parsed = z.safeParse(amountIn(currency), amount);
      const body: Trial = {
        merchant_id: facts.merchant_id,
        method: facts.method,
        currency,
        amount_minor: parsed.success ? parsed.data : 0,
        card_scheme: facts.card_scheme || undefined,
        card_bin: facts.card_bin || undefined,
        card_id: facts.card_id.trim() || undefined,
        customer_id: facts.customer_id || undefined,
        customer_country: facts.customer_country || undefined,
      };
      if (which !== "now") Object.assign(body, { routing_profile_id, version: Number(which) });
      onPlan(await try_routing(body));
    },
  });
  const versions = [
    draft_version !== null && {
      value: String(draft_version),
      label: t("try.draft", { version: draft_version }),
    },
    active_version !== null && {
      value: String(active_version),
      label: t("try.active", { version: active_version }),
    },
    { value: "now", label: t("try.now") },
  ].filter((one) => one !== false);
  const word = (value: string) => ({ value, label: value });
  return (
    <FormBody
      form={form}
      label={t("try.title")}
      actions={
        <Button type="submit" variant="primary" icon="play" busy={form.busy}>
          {t("try.submit")}
        </Button>
      }
    >
      <Stack gap={12}>
        <Select {...form.field("which")} label={t("try.which")} options={versions} />
        <Select
          {...form.field("merchant_id")}
          label={t("try.merchant")}
          options={merchants}
          searchable
        />
        <FieldRow>
          <MoneyField
            {...form.field("amount")}
            label={t("try.amount")}
            currency={form.values.currency}
          />
          <Select
            {...form.field("currency")}
            label={t("try.currency")}
            options={currencies.map(word)}
          />
        </FieldRow>
        <FieldRow>
          <Select
            {...form.field("method")}
            label={t("try.method")}
            options={methods.map((value) => ({ value, label: t(`method.${value}`) }))}
          />
          <Select
            {...form.field("card_scheme")}
            label={t("try.scheme")}
            options={schemes.map(word)}
            clearable
          />
        </FieldRow>
        <FieldRow>
          <TextField {...form.field("card_bin")} label={t("try.bin")} optional maxLength={8} />
          <TextField
            {...form.field("customer_country")}
            label={t("try.country")}
            optional
            maxLength={2}
          />
        </FieldRow>
        <TextField
          {...form.field("card_id")}
          label={t("try.card")}
          hint={t("try.card_hint")}
          optional
          maxLength={40}
        />
        <TextField {...form.field("customer_id")} label={t("try.customer")} optional />
      </Stack>
    </FormBody>
  );
}
