// The signature: what it does, a note, and what stands in the way when something is refused.
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type AccessReview, sign_access_review } from "./api.ts";

const schema = z.object({
  note: z.string().check(z.trim(), z.maxLength(1000, "too_long")),
});

export default function SignDialog({
  review,
  onClose,
}: {
  review: AccessReview;
  onClose: () => void;
}) {
  const { t } = useTranslation("access_reviews");
  const toast = useToast();
  const form = useForm({
    schema,
    initial: { note: "" },
    onSubmit: async ({ note }) => {
      await sign_access_review(review.access_review_id, { version: review.version, note });
      toast(t("sign.done"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("sign.title")}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button
              type="submit"
              variant={review.remove > 0 ? "danger" : "primary"}
              busy={form.busy}
            >
              {t("sign.submit")}
            </Button>
          </DialogActions>
        }
      >
        <p>{t("sign.text", { count: review.keep })}</p>
        {review.remove > 0 && (
          <Notice tone="warning">{t("sign.removes", { count: review.remove })}</Notice>
        )}
        <TextArea {...form.field("note")} label={t("one.note")} hint={t("sign.note_hint")} />
      </FormBody>
    </Dialog>
  );
}
