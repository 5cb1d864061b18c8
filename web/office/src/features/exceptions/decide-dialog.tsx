// Ending an operation by hand: only the ends its state allows, with reason and evidence.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { formatMoney } from "../../lib/money.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import type { FieldBinding } from "../../ui/field.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useDeclineReason, useReference } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { TextArea, TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type ChangeState, change_transaction_state, refreshDesk, type Unanswered } from "./api.ts";
import { EvidenceFile } from "./evidence-file.tsx";
import { VerdictChoice } from "./verdict-choice.tsx";

const text_max = 500;
const schema = z.object({
  verdict: z.string().check(z.minLength(1, "required")),
  decline_reason: z.string(),
  reason: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(text_max, "too_long")),
  evidence: z
    .string()
    .check(z.trim(), z.minLength(1, "required"), z.maxLength(text_max, "too_long")),
  evidence_sha256: z.string(),
});

const initial = {
  verdict: "",
  decline_reason: "do_not_honor",
  reason: "",
  evidence: "",
  evidence_sha256: "",
};

export default function DecideDialog({ row, onClose }: { row: Unanswered; onClose: () => void }) {
  const { t } = useTranslation("exceptions");
  const queries = useQueryClient();
  const toast = useToast();
  const [keyOf] = useState(createIdempotencyKeys);
  const form = useForm({
    schema,
    initial,
    onSubmit: async (values) => {
      const body = bodyOf(values);
      try {
        await change_transaction_state(row.operation_id, keyOf(body), body);
        toast(t("decide.done"));
        onClose();
      } finally {
        await refreshDesk(queries);
        await queries.invalidateQueries({ queryKey: ["payments", "one", row.payment_id] });
      }
    },
  });
  const chosen = row.verdicts.find(({ verdict }) => verdict === form.values.verdict);
  return (
    <Dialog open onClose={onClose} title={t("decide.title")}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("decide.cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t(chosen?.needs_second_person ? "decide.ask" : "decide.submit")}
            </Button>
          </DialogActions>
        }
      >
        <p>
          {t("decide.about", {
            type: t(`type.${row.type}`),
            amount: formatMoney(row.amount_minor, row.currency),
            order: row.external_id || row.payment_id,
          })}
        </p>
        <VerdictChoice field={form.field("verdict")} row={row} />
        {chosen?.needs_second_person && (
          <Notice title={t("decide.second_person")}>{t("decide.second_person_text")}</Notice>
        )}
        {form.values.verdict === "declined" && (
          <ReasonChoice field={form.field("decline_reason")} />
        )}
        <TextArea
          {...form.field("reason")}
          label={t("decide.reason")}
          hint={t("decide.reason_hint")}
          maxLength={text_max}
        />
        <TextField
          {...form.field("evidence")}
          label={t("decide.evidence")}
          hint={t("decide.evidence_hint")}
          maxLength={text_max}
        />
        <EvidenceFile
          value={form.values.evidence_sha256}
          onChange={(hash) => form.set("evidence_sha256", hash)}
        />
      </FormBody>
    </Dialog>
  );
}

function bodyOf(values: typeof initial): ChangeState {
  const verdict = values.verdict as ChangeState["verdict"];
  return {
    verdict,
    reason: values.reason,
    evidence: values.evidence,
    evidence_sha256: values.evidence_sha256 || undefined,
    decline_reason: verdict === "declined" ? values.decline_reason : undefined,
  };
}

function ReasonChoice({ field }: { field: FieldBinding<string> }) {
  const { t } = useTranslation("exceptions");
  const reasonOf = useDeclineReason();
  const reasons = useReference()?.decline_reasons ?? [];
  return (
    <Select
      {...field}
      label={t("decide.decline_reason")}
      searchable
      options={reasons.map(({ reason }) => ({ value: reason, label: reasonOf(reason).title }))}
    />
  );
}
