// Asking for another e-mail address: a link goes there, and the present one stays until it is
// opened.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { email, FormBody, useForm } from "../../ui/form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type OwnAccount, request_email_change, showAccount } from "./api.ts";

const schema = z.object({ email: email() });

export default function EmailDialog({
  account,
  onClose,
}: {
  account: OwnAccount;
  onClose: () => void;
}) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema,
    initial: { email: "" },
    onSubmit: async (values) => {
      showAccount(queries, await request_email_change(values.email));
      toast(t("email.sent"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("email.title")}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("email.submit")}
            </Button>
          </DialogActions>
        }
      >
        <p>{t("email.text", { email: account.user.email })}</p>
        <TextField
          {...form.field("email")}
          label={t("email.wanted")}
          type="email"
          autoComplete="email"
          autoFocus
        />
      </FormBody>
    </Dialog>
  );
}
