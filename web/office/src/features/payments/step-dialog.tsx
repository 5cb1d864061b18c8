// Capturing, releasing or raising a hold: all of it or a part, exact to the minor unit.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { exponentOf } from "../../lib/currency.ts";
import { formatMoney, minorToDecimal } from "../../lib/money.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/choice-field.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { amountIn, atMost, FormBody, useForm } from "../../ui/form.tsx";
import { MoneyField } from "../../ui/number-field.tsx";
import { Segments } from "../../ui/segments.tsx";
import { TextArea, TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { create_step, detailKey, type Payment, type StepKind } from "./api.ts";
import style from "./hold.module.css";
import { onItsField } from "./refund-form.tsx";

/** How much more a hold may be raised is the provider's to say. */
const raise_max_minor = 1_000_000_000_000;

interface Props {
  kind: StepKind;
  payment: Payment;
  onClose: () => void;
}

export default function StepDialog(props: Props) {
  const { t } = useTranslation("payments");
  return (
    <Dialog open onClose={props.onClose} title={t(`step.${props.kind}.title`)}>
      <StepForm {...props} />
    </Dialog>
  );
}

function useStepForm({ kind, payment, onClose }: Props, whole: boolean) {
  const { t } = useTranslation("payments");
  const queries = useQueryClient();
  const toast = useToast();
  const [keyOf] = useState(createIdempotencyKeys);
  const { currency, capturable_minor, payment_id } = payment;
  const raising = kind === "increment";
  const most = raising ? raise_max_minor : capturable_minor;
  const left = formatMoney(capturable_minor, currency);
  return useForm({
    schema: z.object({
      amount_minor: amountIn(currency).check(z.maximum(most, t("step.too_much", { left }))),
      is_final: z.boolean(),
      reason: atMost(500),
      merchant_reference: atMost(120),
    }),
    initial: {
      amount_minor: raising ? "" : minorToDecimal(capturable_minor, exponentOf(currency)),
      is_final: true,
      reason: "",
      merchant_reference: "",
    },
    onSubmit: async ({ amount_minor, is_final, reason, merchant_reference }) => {
      const body = {
        amount_minor: whole && !raising ? undefined : amount_minor,
        is_final: kind === "capture" ? whole || is_final : undefined,
        reason: reason || undefined,
        merchant_reference: merchant_reference || undefined,
      };
      try {
        await create_step(kind, payment_id, keyOf(body), body);
        toast(t(`step.${kind}.done`));
        onClose();
      } catch (error) {
        throw onItsField(error);
      } finally {
        void queries.invalidateQueries({ queryKey: detailKey(payment_id) });
      }
    },
  });
}

function StepForm(props: Props) {
  const { t } = useTranslation("payments");
  const { kind, payment, onClose } = props;
  const { currency, capturable_minor } = payment;
  const [whole, setWhole] = useState(kind !== "increment");
  const form = useStepForm(props, whole);
  const left = formatMoney(capturable_minor, currency);
  function choose(choice: string) {
    setWhole(choice === "whole");
    const all = minorToDecimal(capturable_minor, exponentOf(currency));
    form.set("amount_minor", choice === "whole" ? all : "");
  }
  return (
    <FormBody
      form={form}
      label={t(`step.${kind}.title`)}
      actions={
        <DialogActions>
          <Button onClick={onClose}>{t("refund.cancel")}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t(`step.${kind}.submit`)}
          </Button>
        </DialogActions>
      }
    >
      <p>{t(`step.${kind}.text`, { left })}</p>
      {kind !== "increment" && (
        <div className={style.field}>
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
      )}
      {(!whole || form.field("amount_minor").error) && (
        <MoneyField
          {...form.field("amount_minor")}
          label={t(`step.${kind}.amount`)}
          currency={currency}
        />
      )}
      {kind === "capture" && !whole && (
        <Checkbox
          {...form.field("is_final")}
          label={t("step.capture.final")}
          hint={t("step.capture.final_hint")}
        />
      )}
      <TextArea {...form.field("reason")} label={t("refund.reason")} maxLength={500} optional />
      <TextField
        {...form.field("merchant_reference")}
        label={t("refund.reference")}
        maxLength={120}
        optional
      />
    </FormBody>
  );
}
