// A payment by mail or telephone, a verification, or one that a customer finishes with a link.
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { amountIn, atMost, FieldRow, type Form, FormBody, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { type Merchant, useMerchants } from "../../ui/reference.ts";
import { Segments } from "../../ui/segments.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { create_payment } from "./api.ts";
import { CardFields } from "./card-fields.tsx";
import { bodyOf, initial, type Values } from "./create-payment-body.ts";
import style from "./hold.module.css";
import { MerchantAndAmount, References } from "./start-fields.tsx";

type PaymentForm = Form<ReturnType<typeof schemaOf>>;

function schemaOf(values: Values, currency: string) {
  const needed = z.string().check(z.trim(), z.minLength(1, "required"));
  const card = values.method === "card" ? needed : z.string();
  const amount = values.kind === "verification" ? z.string() : amountIn(currency || "EUR");
  return z.object({
    merchant_id: needed,
    currency: z.string(),
    amount_minor: amount as ReturnType<typeof amountIn>,
    kind: z.string(),
    method: z.string(),
    capture_mode: z.string(),
    hold_step: z.string(),
    stored_credential: z.string(),
    number: card,
    expiry_month: card,
    expiry_year: card,
    cvv: z.string(),
    holder: atMost(120),
    external_id: atMost(255),
    buyer_id: atMost(255),
    buyer_email: atMost(254),
    description: atMost(500),
  });
}

function usePaymentForm() {
  const navigate = useNavigate();
  const merchants = useMerchants();
  const [search] = useUrlState();
  const [keyOf] = useState(createIdempotencyKeys);
  const [shape, setShape] = useState<Values>({ ...initial, merchant_id: search.merchant_id ?? "" });
  const of = merchants.find(({ merchant_id }) => merchant_id === shape.merchant_id);
  const currency = shape.currency || of?.settlement_currency || "";
  const form = useForm({
    schema: schemaOf(shape, currency),
    initial: shape,
    onSubmit: async (values) => {
      const body = bodyOf({ ...values, currency }, values.amount_minor);
      const payment = await create_payment(values.merchant_id, keyOf(body), body);
      await navigate({ to: `/payments/${payment.payment_id}` as "/" });
    },
  });
  // The schema follows what is chosen: a verification has no amount, a link no card.
  if (
    form.values.kind !== shape.kind ||
    form.values.method !== shape.method ||
    form.values.merchant_id !== shape.merchant_id ||
    form.values.currency !== shape.currency
  )
    setShape({ ...form.values });
  return { form, of, currency };
}

export default function CreatePaymentForm() {
  const { t } = useTranslation("payments");
  const { form, of, currency } = usePaymentForm();
  const { kind, method } = form.values;
  return (
    <Card>
      <FormBody
        form={form}
        label={t("create.title")}
        actions={
          <Button type="submit" variant="primary" icon="send" busy={form.busy}>
            {t(method === "card" ? `create.submit.${kind}` : "create.submit.link")}
          </Button>
        }
      >
        <div className={style.field}>
          <Segments
            label={t("terms.kind")}
            value={kind}
            onChange={(value) => form.set("kind", value)}
            options={(["purchase", "verification"] as const).map((value) => ({
              value,
              label: t(`kind.${value}`),
            }))}
          />
        </div>
        <MerchantAndAmount
          merchant={form.field("merchant_id")}
          amount={kind === "verification" ? undefined : form.field("amount_minor")}
          currency={{ ...form.field("currency"), value: currency }}
          of={of}
        />
        <Way form={form} />
        <References external_id={form.field("external_id")} buyer_id={form.field("buyer_id")} />
        <FieldRow>
          <TextField
            {...form.field("buyer_email")}
            label={t("facts.email")}
            type="email"
            optional
          />
          <TextField {...form.field("description")} label={t("facts.description")} optional />
        </FieldRow>
        <Inactive of={of} />
      </FormBody>
    </Card>
  );
}

const methods = ["card", "bank_transfer", "wallet", "bnpl", "crypto"] as const;

function Way({ form }: { form: PaymentForm }) {
  const { t } = useTranslation("payments");
  const { t: shared } = useTranslation();
  const { kind, method } = form.values;
  const by_card = method === "card" || kind === "verification";
  return (
    <>
      {kind !== "verification" && (
        <Select
          {...form.field("method")}
          label={t("column.method")}
          hint={by_card ? t("create.moto_hint") : t("create.link_hint")}
          options={methods.map((value) => ({
            value,
            label: value === "card" ? t("create.moto") : shared(`method.${value}`),
          }))}
        />
      )}
      {by_card && <CardFields form={form} />}
      {by_card && <Terms form={form} />}
    </>
  );
}

function Terms({ form }: { form: PaymentForm }) {
  const { t } = useTranslation("payments");
  const { kind, capture_mode } = form.values;
  return (
    <>
      {kind !== "verification" && (
        <div className={style.field}>
          <Segments
            label={t("terms.capture_mode")}
            value={capture_mode}
            onChange={(value) => form.set("capture_mode", value)}
            options={(["automatic", "manual"] as const).map((value) => ({
              value,
              label: t(`create.capture.${value}`),
            }))}
          />
        </div>
      )}
      <FieldRow>
        {kind !== "verification" && capture_mode === "manual" && (
          <Select
            {...form.field("hold_step")}
            label={t("create.hold_step")}
            options={(["none", "capture", "cancel"] as const).map((value) => ({
              value,
              label: t(`create.hold_steps.${value}`),
            }))}
          />
        )}
        <Select
          {...form.field("stored_credential")}
          label={t("terms.stored_credential")}
          hint={t("create.stored_hint")}
          options={[
            { value: "none", label: t("create.not_stored") },
            ...(["one_click", "unscheduled", "scheduled"] as const).map((value) => ({
              value,
              label: t(`stored.${value}`),
            })),
          ]}
        />
      </FieldRow>
    </>
  );
}

function Inactive({ of }: { of: Merchant | undefined }) {
  const { t } = useTranslation("payments");
  if (!of || of.state === "active" || of.state === "limited") return null;
  return <Notice tone="warning" title={t("create.inactive")} />;
}
