// Changing whom to talk to at a merchant and where notices go.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { TextArea, TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  type BasicSettings,
  basicSettingsQuery,
  type Merchant,
  update_basic_settings,
} from "./api.ts";

const addresses = /^(\s*[^\s@,;]+@[^\s@,;]+\s*[,;\n]?)*$/;
const schema = z.object({
  contact_name: z.string().check(z.trim(), z.maxLength(120, "too_long")),
  contact_email: z.string().check(z.trim(), z.regex(/^$|^[^\s@]+@[^\s@]+$/, "email")),
  contact_phone: z.string().check(z.trim(), z.regex(/^$|^\+[1-9][\d ]{6,18}$/, "phone")),
  notification_emails: z.string().check(z.regex(addresses, "email")),
});

const listOf = (text: string) =>
  text
    .split(/[,;\s]+/)
    .map((one) => one.trim())
    .filter(Boolean);

export default function ContactDialog({
  merchant,
  settings,
  onClose,
}: {
  merchant: Merchant;
  settings: BasicSettings;
  onClose: () => void;
}) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const toast = useToast();
  const query = basicSettingsQuery(merchant.merchant_id);
  const form = useForm({
    schema,
    initial: {
      contact_name: settings.contact_name,
      contact_email: settings.contact_email,
      contact_phone: settings.contact_phone,
      notification_emails: settings.notification_emails.join("\n"),
    },
    onSubmit: async ({ contact_phone, notification_emails, ...texts }) => {
      const saved = await update_basic_settings(merchant.merchant_id, {
        version: settings.version,
        ...texts,
        contact_phone: contact_phone.replaceAll(" ", ""),
        notification_emails: listOf(notification_emails),
      });
      queries.setQueryData(query.queryKey, saved);
      toast(t("contact.saved"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("contact.edit_title", { name: merchant.name })}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("contact.cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("contact.save")}
            </Button>
          </DialogActions>
        }
      >
        <TextField {...form.field("contact_name")} label={t("contact.name")} optional />
        <TextField
          {...form.field("contact_email")}
          label={t("contact.email")}
          type="email"
          optional
        />
        <TextField
          {...form.field("contact_phone")}
          label={t("contact.phone")}
          placeholder="+44 7900 123456"
          inputMode="tel"
          optional
        />
        <TextArea
          {...form.field("notification_emails")}
          label={t("contact.notices")}
          hint={t("contact.notices_hint")}
          optional
        />
      </FormBody>
    </Dialog>
  );
}
