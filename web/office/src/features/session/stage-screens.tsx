// What still stands between a password that was right and a full session. The guard draws these in
// place of the page that was asked for; nothing else can be reached before.
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { change_password, enterSession, type Session, sign_out } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { PasswordField } from "../../ui/text-field.tsx";
import { EnrolScreen } from "./enrol-screen.tsx";
import { SessionFrame } from "./frame.tsx";
import { PasswordRules } from "./password-rules.tsx";
import { PhoneScreen } from "./phone-screen.tsx";
import { VerifyScreen } from "./verify-screen.tsx";

export function StageScreen({ session }: { session: Session }) {
  const queries = useQueryClient();
  const enter = (next: Session | null) => enterSession(queries, next);
  const sandbox = session.environment === "sandbox";
  const foot = <OtherAccount onDone={() => enter(null)} />;
  const props: StageProps = { session, sandbox, foot, onDone: enter };
  if (session.stage === "must_change_password") return <PasswordScreen {...props} />;
  if (session.stage === "must_confirm_phone") return <PhoneScreen {...props} />;
  if (session.stage === "must_enrol_totp") return <EnrolScreen {...props} />;
  return <VerifyScreen {...props} />;
}

export interface StageProps {
  session: Session;
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
    new_password: z.string().check(z.minLength(1, "required")),
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
