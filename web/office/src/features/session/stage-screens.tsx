// What still stands between a password that was right and a full session. The guard draws these in
// place of the page that was asked for; nothing else can be reached before.
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import {
  change_password,
  enterSession,
  type Session,
  sign_out,
  verify_second_factor,
} from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { CodeField, PasswordField, TextField } from "../../ui/text-field.tsx";
import { EnrolScreen } from "./enrol-screen.tsx";
import { SessionFrame } from "./frame.tsx";
import { PasswordRules, password_length_min } from "./password-rules.tsx";

export function StageScreen({ session }: { session: Session }) {
  const queries = useQueryClient();
  const enter = (next: Session | null) => enterSession(queries, next);
  const sandbox = session.environment === "sandbox";
  const foot = <OtherAccount onDone={() => enter(null)} />;
  if (session.stage === "must_change_password")
    return <PasswordScreen sandbox={sandbox} foot={foot} onDone={enter} />;
  if (session.stage === "must_enrol_totp")
    return <EnrolScreen sandbox={sandbox} foot={foot} onDone={enter} />;
  return <VerifyScreen sandbox={sandbox} foot={foot} onDone={enter} />;
}

export interface StageProps {
  sandbox: boolean;
  foot: ReactNode;
  onDone: (session: Session) => void;
}

function OtherAccount({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("session");
  return (
    <button type="button" onClick={() => void sign_out().then(onDone)}>
      {t("other_account")}
    </button>
  );
}

const passwordSchema = z
  .object({
    new_password: z.string().check(z.minLength(password_length_min, "password_too_short")),
    again: z.string(),
  })
  .check(
    z.refine((values) => values.new_password === values.again, {
      path: ["again"],
      message: "passwords_differ",
    }),
  );

function PasswordScreen({ sandbox, foot, onDone }: StageProps) {
  const { t } = useTranslation("session");
  const form = useForm({
    schema: passwordSchema,
    initial: { new_password: "", again: "" },
    onSubmit: async ({ new_password }) => onDone(await change_password({ new_password })),
  });
  return (
    <SessionFrame
      wide
      sandbox={sandbox}
      title={t("password.title")}
      text={t("password.text")}
      foot={foot}
    >
      <FormBody
        form={form}
        actions={
          <Button type="submit" variant="primary" wide busy={form.busy}>
            {t("password.submit")}
          </Button>
        }
      >
        <PasswordField
          {...form.field("new_password")}
          label={t("password.new")}
          autoComplete="new-password"
          autoFocus
        />
        <PasswordField
          {...form.field("again")}
          label={t("password.again")}
          autoComplete="new-password"
        />
        <PasswordRules password={form.values.new_password} again={form.values.again} />
      </FormBody>
    </SessionFrame>
  );
}

const codeSchema = z.object({ code: required() });

function VerifyScreen({ sandbox, foot, onDone }: StageProps) {
  const { t } = useTranslation("session");
  const [recovery, setRecovery] = useState(false);
  const form = useForm({
    schema: codeSchema,
    initial: { code: "" },
    onSubmit: async ({ code }) => onDone(await verify_second_factor(code)),
  });
  return (
    <SessionFrame
      sandbox={sandbox}
      title={t("verify.title")}
      text={t(recovery ? "verify.text_recovery" : "verify.text")}
      foot={foot}
    >
      <FormBody
        form={form}
        actions={
          <>
            <Button type="submit" variant="primary" wide busy={form.busy}>
              {t("verify.submit")}
            </Button>
            <Button variant="quiet" wide onClick={() => setRecovery(!recovery)}>
              {t(recovery ? "verify.use_app" : "verify.use_recovery")}
            </Button>
          </>
        }
      >
        {recovery ? (
          <TextField {...form.field("code")} label={t("verify.recovery_code")} autoComplete="off" />
        ) : (
          <CodeField {...form.field("code")} label={t("verify.code")} autoFocus />
        )}
      </FormBody>
    </SessionFrame>
  );
}
