// Taking an operation without an answer back: a reason, and then the provider is told until it
// acknowledges.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { formatMoney } from "../../lib/money.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { refreshDesk, reverse_operation, type Unanswered } from "./api.ts";

const text_max = 500;
const schema = z.object({
  reason: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(text_max, "too_long")),
});

export default function TakeBackDialog({ row, onClose }: { row: Unanswered; onClose: () => void }) {
  const { t } = useTranslation("exceptions");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema,
    initial: { reason: "" },
    onSubmit: async ({ reason }) => {
      try {
        await reverse_operation(row.operation_id, reason);
        toast(t("take_back.done"));
        onClose();
      } finally {
        await refreshDesk(queries);
        await queries.invalidateQueries({ queryKey: ["payments", "one", row.payment_id] });
      }
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("take_back.title")}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("take_back.cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("take_back.submit")}
            </Button>
          </DialogActions>
        }
      >
        <p>
          {t("take_back.about", {
            provider: row.provider_account_title,
            type: t(`type.${row.type}`),
            amount: formatMoney(row.amount_minor, row.currency),
            order: row.external_id || row.payment_id,
          })}
        </p>
        <Notice title={t("take_back.effect")}>{t("take_back.effect_text")}</Notice>
        <TextArea
          {...form.field("reason")}
          label={t("take_back.reason")}
          hint={t("take_back.reason_hint")}
          maxLength={text_max}
        />
      </FormBody>
    </Dialog>
  );
}
