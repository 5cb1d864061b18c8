// The way to end a payment that nobody has carried out yet: offered when the server says so, with
// its reason else; not shown once the payment has ended or money is held or paid.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { formatMoney } from "../../lib/money.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { cancel_payment, detailKey, type Payment, type PaymentDetail } from "./api.ts";

const under_way = ["created", "review", "action", "processing"];

export function CancelButton({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const [open, setOpen] = useState(false);
  const { company_id, merchant_id, project_id, lifecycle } = detail.payment;
  const can = useCan("cancel_payment", { company_id, merchant_id, project_id });
  const action = detail.actions.find((one) => one.action === "cancel_payment");
  // Open stays open: the payment may end while somebody types.
  if (!open && (!action || !under_way.includes(lifecycle))) return null;
  const why = action?.reason ?? "";
  const refused = !action?.allowed && why.charAt(0).toUpperCase() + why.slice(1);
  return (
    <>
      <Button
        icon="x-circle"
        variant="danger"
        disabledReason={can.reason || refused}
        onClick={() => setOpen(true)}
      >
        {t("cancel.action")}
      </Button>
      {open && <CancelDialog payment={detail.payment} onClose={() => setOpen(false)} />}
    </>
  );
}

function CancelDialog({ payment, onClose }: { payment: Payment; onClose: () => void }) {
  const { t } = useTranslation("payments");
  const queries = useQueryClient();
  const toast = useToast();
  const payout = payment.kind === "payout";
  const form = useForm({
    schema: z.object({ reason: z.string() }),
    initial: { reason: "" },
    onSubmit: async ({ reason }) => {
      try {
        await cancel_payment(payment.payment_id, reason);
      } finally {
        void queries.invalidateQueries({ queryKey: detailKey(payment.payment_id) });
      }
      toast(t("cancel.done"));
      onClose();
    },
  });
  const amount = formatMoney(payment.amount_minor, payment.currency);
  const text = payout ? "text_payout" : payment.lifecycle === "action" ? "text_action" : "text";
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(payout ? "cancel.title_payout" : "cancel.title")}
      size="small"
    >
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("cancel.keep")}</Button>
            <Button type="submit" variant="danger-solid" busy={form.busy}>
              {t(payout ? "cancel.submit_payout" : "cancel.submit")}
            </Button>
          </DialogActions>
        }
      >
        <p>{t(`cancel.${text}`, { amount })}</p>
        <TextArea
          {...form.field("reason")}
          label={t("cancel.reason")}
          hint={t("cancel.reason_hint")}
          maxLength={500}
          optional
        />
      </FormBody>
    </Dialog>
  );
}
