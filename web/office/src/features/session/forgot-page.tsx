// Asking for a reset link. The answer is the same for every address, so that nobody learns here who
// has an account.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { api, unwrap } from "../../api/client.ts";
import { setupQuery } from "../../api/session.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { email, FormBody, useForm } from "../../ui/form.tsx";
import { Link } from "../../ui/link.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { SessionFrame } from "./frame.tsx";

const schema = z.object({ email: email() });

export default function ForgotPage() {
  const { t } = useTranslation("session");
  const [sent, setSent] = useState(false);
  const { data: setup } = useQuery(setupQuery);
  if (sent) return <Ending title={t("forgot.sent")} text={t("forgot.sent_text")} />;
  if (setup && !setup.can_mail)
    return <Ending title={t("forgot.no_mail")} text={t("forgot.no_mail_text")} />;
  return (
    <SessionFrame
      title={t("forgot.title")}
      text={t("forgot.text")}
      foot={<Link to="/sign-in">{t("forgot.back")}</Link>}
    >
      <AddressForm onSent={() => setSent(true)} />
    </SessionFrame>
  );
}

function AddressForm({ onSent }: { onSent: () => void }) {
  const { t } = useTranslation("session");
  const form = useForm({
    schema,
    initial: { email: "" },
    onSubmit: async (values) => {
      await unwrap(api.POST("/api/password_resets", { body: values }));
      onSent();
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <Button type="submit" variant="primary" wide busy={form.busy}>
          {t("forgot.submit")}
        </Button>
      }
    >
      <TextField
        {...form.field("email")}
        label={t("sign_in.email")}
        type="email"
        autoComplete="username"
        autoFocus
      />
    </FormBody>
  );
}

function Ending({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation("session");
  return (
    <SessionFrame title={title} text={text}>
      <div>
        <ButtonLink to="/sign-in" variant="primary" wide>
          {t("forgot.back")}
        </ButtonLink>
      </div>
    </SessionFrame>
  );
}
