// Sending a test message: a mail to oneself, or a text message to a number.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { useSession } from "../../ui/session.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type Channel, messagesKey, send_test_message } from "./api.ts";

const phone = z.object({
  to: z.string().check(z.trim(), z.regex(/^\+[1-9][\d ]{6,18}$/, "phone")),
});
const nothing = z.object({ to: z.string() });

export function TestDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation("messages");
  const { user } = useSession();
  const queries = useQueryClient();
  const toast = useToast();
  const by_sms = channel === "sms";
  const form = useForm({
    schema: by_sms ? phone : nothing,
    initial: { to: "" },
    onSubmit: async ({ to }) => {
      await send_test_message(by_sms ? { channel, to: to.replaceAll(" ", "") } : { channel });
      await queries.invalidateQueries({ queryKey: messagesKey });
      toast(t("test.sent"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} size="small" title={t(`test.${channel}`)}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("test.submit")}
            </Button>
          </DialogActions>
        }
      >
        {by_sms ? (
          <TextField
            {...form.field("to")}
            label={t("test.to")}
            hint={t("test.to_hint")}
            placeholder="+44 7900 123456"
            inputMode="tel"
            autoFocus
          />
        ) : (
          <p>{t("test.mail_text", { email: user.email })}</p>
        )}
      </FormBody>
    </Dialog>
  );
}
