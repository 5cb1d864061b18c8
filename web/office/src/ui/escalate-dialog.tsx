// What to look at, how soon, and whose desk it belongs on.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { api, type Schemas, unwrap } from "../api/client.ts";
import { createIdempotencyKeys } from "../api/error.ts";
import { Button } from "./button.tsx";
import { Dialog, DialogActions } from "./dialog.tsx";
import { FieldRow, FormBody, useForm } from "./form.tsx";
import { Select } from "./select-field.tsx";
import { useStatusWord } from "./status.tsx";
import { TextArea } from "./text-field.tsx";
import { useToast } from "./toast.tsx";

/** What is flagged; a customer is known by the merchant's own name for them. */
export type EscalationSubject = Pick<
  Schemas["CreateEscalation"],
  "subject_kind" | "subject_id" | "merchant_id"
>;

const create_escalation = (key: string, body: Schemas["CreateEscalation"]) =>
  unwrap(api.POST("/api/escalations", { params: { header: { "Idempotency-Key": key } }, body }));

const queues = ["operations", "risk", "finance", "technical"] as const;
const priorities = ["low", "normal", "high", "urgent"] as const;
const schema = z.object({
  note: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(2000, "too_long")),
  queue: z.string(),
  priority: z.string(),
});

export default function EscalateDialog({
  subject,
  onClose,
}: {
  subject: EscalationSubject;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const word = useStatusWord();
  const queries = useQueryClient();
  const toast = useToast();
  const [keyOf] = useState(createIdempotencyKeys);
  const form = useForm({
    schema,
    initial: { note: "", queue: "operations", priority: "normal" },
    onSubmit: async (values) => {
      const body = {
        ...subject,
        note: values.note,
        queue: values.queue as Schemas["CreateEscalation"]["queue"],
        priority: values.priority as Schemas["CreateEscalation"]["priority"],
      };
      await create_escalation(keyOf(body), body);
      await queries.invalidateQueries({ queryKey: ["escalations"] });
      toast(t("escalate.done"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t(`escalate.title.${subject.subject_kind}`)}>
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
