// Asking the operator something, or saying something, about the page that is open.
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type FeedbackKind, kinds, refreshFeedback, send_feedback } from "./api.ts";

const schema = z.object({
  kind: z.string(),
  text: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(2000, "too_long")),
});

export default function FeedbackDialog({
  section,
  onClose,
}: {
  section: string;
  onClose: () => void;
}) {
  const { t } = useTranslation("help");
  const queries = useQueryClient();
  const toast = useToast();
  // One attempt however often it is pressed: a lost answer does not send it twice.
  const attempt = useRef(crypto.randomUUID());
  const form = useForm({
    schema,
    initial: { kind: "question", text: "" },
    onSubmit: async ({ kind, text }) => {
      await send_feedback({ kind: kind as FeedbackKind, section, text }, attempt.current);
      await refreshFeedback(queries);
      toast(t("ask.sent"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("ask.title")}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("ask.cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("ask.send")}
            </Button>
          </DialogActions>
        }
      >
        <Select
          {...form.field("kind")}
          label={t("ask.kind")}
          options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        <TextArea
          {...form.field("text")}
          label={t("ask.text")}
          hint={t("ask.hint", { section })}
          maxLength={2000}
          rows={5}
        />
      </FormBody>
    </Dialog>
  );
}
