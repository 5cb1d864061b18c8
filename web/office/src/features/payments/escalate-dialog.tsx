// What to look at, how soon, and whose desk it belongs on.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FieldRow, FormBody, useForm } from "../../ui/form.tsx";
import { Select } from "../../ui/select-field.tsx";
import { useStatusWord } from "../../ui/status.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { create_escalation, type Escalation, escalationsKey, type Payment } from "./api.ts";

const queues = ["operations", "risk", "finance", "technical"] as const;
const priorities = ["low", "normal", "high", "urgent"] as const;
const schema = z.object({
  note: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(2000, "too_long")),
  queue: z.string(),
  priority: z.string(),
});

export default function EscalateDialog({
  payment,
  onClose,
}: {
  payment: Payment;
  onClose: () => void;
}) {
  const { t } = useTranslation("payments");
  const word = useStatusWord();
  const queries = useQueryClient();
  const toast = useToast();
  const [keyOf] = useState(createIdempotencyKeys);
  const form = useForm({
    schema,
    initial: { note: "", queue: "operations", priority: "normal" },
    onSubmit: async (values) => {
      const body = {
        subject_kind: "payment" as const,
        subject_id: payment.payment_id,
        note: values.note,
        queue: values.queue as Escalation["queue"],
        priority: values.priority as Escalation["priority"],
      };
      await create_escalation(keyOf(body), body);
      await queries.invalidateQueries({ queryKey: escalationsKey });
      toast(t("escalate.done"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("escalate.title")}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("escalate.cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("escalate.submit")}
            </Button>
          </DialogActions>
        }
      >
        <TextArea
          {...form.field("note")}
          label={t("escalate.note")}
          hint={t("escalate.note_hint")}
          rows={5}
          maxLength={2000}
        />
        <FieldRow>
          <Select
            {...form.field("queue")}
            label={t("escalate.desk")}
            options={queues.map((one) => ({ value: one, label: t(`escalate.desks.${one}`) }))}
          />
          <Select
            {...form.field("priority")}
            label={t("escalate.priority")}
            hint={t(`escalate.within.${form.values.priority}` as "escalate.within.low")}
            options={priorities.map((one) => ({ value: one, label: word("priority", one) }))}
          />
        </FieldRow>
      </FormBody>
    </Dialog>
  );
}
