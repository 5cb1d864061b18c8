// The phone number of a first sign-in: written down by whoever made the account, or typed here, and
// stored once the code that went to it came back.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import type { Schemas } from "../../api/client.ts";
import { confirm_first_phone, start_first_phone } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { CodeField, TextField } from "../../ui/text-field.tsx";
import { SessionFrame } from "./frame.tsx";
import type { StageProps } from "./stage-screens.tsx";

interface Sent extends Pick<Schemas["SentCode"], "phone_masked" | "expires_at"> {
  /** As typed; absent for the number that was written down. */
  phone?: string;
}

export function PhoneScreen({ session, sandbox, foot, onDone }: StageProps) {
  const { t } = useTranslation("session");
  const [sent, setSent] = useState<Sent>();
  const known = session.user.has_phone;
  return (
    <SessionFrame
      sandbox={sandbox}
      title={t("phone.title")}
      text={sent ? t("phone.sent", { phone: sent.phone_masked }) : t("phone.text")}
      foot={foot}
    >
      {sent ? (
        <CodeForm sent={sent} onSent={setSent} onDone={onDone} />
      ) : (
        <NumberForm known={known} onSent={setSent} />
      )}
    </SessionFrame>
  );
}

function NumberForm({ known, onSent }: { known: boolean; onSent: (sent: Sent) => void }) {
  const { t } = useTranslation("session");
  const form = useForm({
    schema: z.object({ phone: z.string().check(z.trim()) }),
    initial: { phone: "" },
    onSubmit: async ({ phone }) => {
      const body = known ? {} : { phone };
      onSent({ ...body, ...(await start_first_phone(body)) });
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <Button type="submit" variant="primary" wide busy={form.busy}>
          {t("phone.send")}
        </Button>
      }
    >
      {known ? (
        <p>{t("phone.known")}</p>
      ) : (
        <TextField
          {...form.field("phone")}
          label={t("phone.label")}
          hint={t("phone.hint")}
          placeholder="+44 7900 123456"
          inputMode="tel"
          autoComplete="tel"
          autoFocus
        />
      )}
    </FormBody>
  );
}

function CodeForm({
  sent,
  onSent,
  onDone,
}: {
  sent: Sent;
  onSent: (sent: Sent) => void;
  onDone: StageProps["onDone"];
}) {
  const { t } = useTranslation("session");
  const left_s = Math.max(Math.ceil((sent.expires_at - useNow(1_000)) / 1_000), 0);
  const form = useForm({
    schema: z.object({ code: required() }),
    initial: { code: "" },
    onSubmit: async ({ code }) => onDone(await confirm_first_phone(code)),
  });
  const again = useForm({
    schema: z.object({}),
    initial: {},
    onSubmit: async () => {
      const body = sent.phone === undefined ? {} : { phone: sent.phone };
      onSent({ ...body, ...(await start_first_phone(body)) });
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
            {t("phone.confirm")}
          </Button>
        }
      >
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
