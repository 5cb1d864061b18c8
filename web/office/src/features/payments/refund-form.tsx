// What to refund: everything left or a part of it, exact to the minor unit, with reason and
// reference.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { ApiError } from "../../api/error.ts";
import { exponentOf } from "../../lib/currency.ts";
import { formatMoney, minorToDecimal } from "../../lib/money.ts";
import { Button } from "../../ui/button.tsx";
import { amountIn, atMost, FormBody, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { MoneyField } from "../../ui/number-field.tsx";
import { Segments } from "../../ui/segments.tsx";
import { TextArea, TextField } from "../../ui/text-field.tsx";
import type { CreateRefund, Payment } from "./api.ts";
import { useMethodName } from "./method-text.tsx";
import style from "./payment.module.css";
import { openIntent } from "./refund-intent.ts";

/** Refusals that are about one field, whatever the server calls their kind. */
const fieldOf: Record<string, string> = {
  amount_exceeds_refundable: "amount_minor",
  not_refundable: "amount_minor",
  duplicate_reference: "merchant_reference",
};

export function onItsField(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.problem.field) return error;
  const field = fieldOf[error.code];
  return field ? new ApiError({ ...error.problem, field }, error) : error;
}

export const refundSchema = (currency: string, refundable_minor: number, too_much: string) =>
  z.object({
    amount_minor: amountIn(currency).check(z.maximum(refundable_minor, too_much)),
    reason: atMost(500),
    merchant_reference: atMost(120),
  });

export function RefundForm({
  payment,
  onRefund,
  onCancel,
}: {
  payment: Payment;
  onRefund: (body: CreateRefund) => Promise<void>;
  onCancel: () => void;
}) {
  const { t } = useTranslation("payments");
  const { currency, refundable_minor, payment_id } = payment;
  const methodName = useMethodName();
  const [open] = useState(() => openIntent(sessionStorage, payment_id));
  const left = formatMoney(refundable_minor, currency);
  const write = (minor: number) => minorToDecimal(minor, exponentOf(currency));
  const started = open?.body.amount_minor ?? refundable_minor;
  const [whole, setWhole] = useState(started === refundable_minor);
  const form = useForm({
    schema: refundSchema(currency, refundable_minor, t("refund.too_much", { left })),
    initial: {
      amount_minor: write(started),
      reason: open?.body.reason ?? "",
      merchant_reference: open?.body.merchant_reference ?? "",
    },
    onSubmit: (body) =>
      onRefund(body).catch((error: unknown) => {
        throw onItsField(error);
      }),
  });
  function choose(choice: string) {
    setWhole(choice === "whole");
    form.set("amount_minor", choice === "whole" ? write(refundable_minor) : "");
  }
  return (
    <FormBody
      form={form}
      label={t("refund.title")}
      actions={
        <>
          <Button onClick={onCancel}>{t("refund.cancel")}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("refund.submit", { amount: whole ? left : "" })}
          </Button>
        </>
      }
    >
      <p className={style.quiet}>
        {t("refund.goes", { method: methodName(payment), merchant: payment.merchant_name })}
      </p>
      {open && <Notice title={t("refund.again")}>{t("refund.again_text")}</Notice>}
      <div className={style.choice}>
        <Segments
          label={t("refund.how_much")}
          value={whole ? "whole" : "part"}
          onChange={choose}
          options={[
            { value: "whole", label: t("refund.whole", { left }) },
            { value: "part", label: t("refund.part") },
          ]}
        />
      </div>
      {(!whole || form.field("amount_minor").error) && (
        <MoneyField
          {...form.field("amount_minor")}
          label={t("refund.amount")}
          currency={currency}
          hint={t("refund.left", { left })}
        />
      )}
      <TextArea
        {...form.field("reason")}
        label={t("refund.reason")}
        hint={t("refund.reason_hint")}
        maxLength={500}
        optional
      />
      <TextField
        {...form.field("merchant_reference")}
        label={t("refund.reference")}
        hint={t("refund.reference_hint")}
        maxLength={120}
        optional
      />
    </FormBody>
  );
}
