// Adding or changing one's own phone number: the number first, then the code that was sent to it.
// Nothing is stored before the code is right.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { read_session, sessionKey } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import type { SentCode } from "../../ui/step-up.tsx";
import { CodeField, TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { confirm_phone, ownSecurityQuery, start_phone_change } from "./phone-api.ts";

interface Sent extends SentCode {
  phone: string;
}

export default function PhoneDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("account");
  const [sent, setSent] = useState<Sent>();
  return (
    <Dialog open size="small" onClose={onClose} title={t("phone.dialog")}>
      {sent ? (
        <CodeStep sent={sent} onSent={setSent} onClose={onClose} />
      ) : (
        <NumberStep onSent={setSent} onClose={onClose} />
      )}
    </Dialog>
  );
}

const numberSchema = z.object({ phone: required() });

function NumberStep({ onSent, onClose }: { onSent: (sent: Sent) => void; onClose: () => void }) {
  const { t } = useTranslation("account");
  const form = useForm({
    schema: numberSchema,
    initial: { phone: "" },
    onSubmit: async ({ phone }) => onSent({ phone, ...(await start_phone_change(phone)) }),
  });
  return (
    <FormBody
      form={form}
      actions={
        <DialogActions>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("phone.send")}
          </Button>
        </DialogActions>
      }
    >
      <TextField
        {...form.field("phone")}
        label={t("phone.number")}
        hint={t("phone.number_hint")}
        placeholder="+44 7900 123456"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        autoFocus
      />
    </FormBody>
  );
}

const codeSchema = z.object({ code: required() });

function CodeStep({
  sent,
  onSent,
  onClose,
}: {
  sent: Sent;
  onSent: (sent: Sent) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const left_s = Math.max(Math.ceil((sent.expires_at - useNow(1_000)) / 1_000), 0);
  const form = useForm({
    schema: codeSchema,
    initial: { code: "" },
    onSubmit: async ({ code }) => {
      queries.setQueryData(ownSecurityQuery.queryKey, await confirm_phone(code));
      queries.setQueryData(sessionKey, await read_session());
      toast(t("phone.saved"));
      onClose();
    },
  });
  const again = useForm({
    schema: z.object({}),
    initial: {},
    onSubmit: async () => {
      onSent({ phone: sent.phone, ...(await start_phone_change(sent.phone)) });
      form.reset();
    },
  });
  const time = `${Math.floor(left_s / 60)}:${String(left_s % 60).padStart(2, "0")}`;
  return (
    <>
      <FormBody
        form={form}
        actions={
          <Button
            type="submit"
            variant="primary"
            wide
            busy={form.busy}
            disabledReason={left_s === 0 && t("phone.over")}
          >
            {t("phone.save")}
          </Button>
        }
      >
        <p>{t("phone.sent", { phone: sent.phone_masked })}</p>
        <CodeField
          {...form.field("code")}
          label={t("phone.code")}
          hint={left_s === 0 ? t("phone.over") : t("phone.left", { time })}
          autoFocus
        />
      </FormBody>
      <FormBody form={again}>
        <Button type="submit" variant="quiet" wide busy={again.busy}>
          {t("phone.again")}
        </Button>
      </FormBody>
    </>
  );
}
