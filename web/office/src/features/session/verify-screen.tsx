// The second step of signing in: a passkey first where the person has one and the page can use it,
// then the app, then a recovery code. Each of the others is one press away.
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { send_session_code } from "../../api/confirmation.ts";
import {
  askPasskey,
  finish_passkey_sign_in,
  passkeyPlace,
  start_passkey_sign_in,
} from "../../api/passkeys.ts";
import { type Session, verify_second_factor } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { Notice, ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { PasskeyElsewhere } from "../../ui/passkey-form.tsx";
import { ProofForm } from "../../ui/proof-form.tsx";
import { CodeField, TextField } from "../../ui/text-field.tsx";
import { SessionFrame } from "./frame.tsx";
import type { StageProps } from "./stage-screens.tsx";

type Way = "passkey" | "app" | "sms" | "recovery";

function waysOf({ user, passkey_origin }: Session): [Way, ...Way[]] {
  const ways: Way[] = [];
  if (user.passkeys > 0 && passkeyPlace(passkey_origin) === "here") ways.push("passkey");
  if (user.totp_enrolled) ways.push("app");
  if (user.has_sms) ways.push("sms");
  const [first, ...others] = ways;
  return first === undefined ? ["recovery"] : [first, ...others, "recovery"];
}

export function VerifyScreen({ session, sandbox, foot, onDone }: StageProps) {
  const { t } = useTranslation("session");
  const ways = waysOf(session);
  const [way, setWay] = useState(ways[0]);
  const { passkey_origin } = session;
  const missed = session.user.passkeys > 0 && !ways.includes("passkey");
  const others = ways
    .filter((other) => other !== way)
    .map((other) => (
      <Button key={other} variant="quiet" wide onClick={() => setWay(other)}>
        {t(`verify.use_${other}`)}
      </Button>
    ));
  return (
    <SessionFrame
      sandbox={sandbox}
      title={t("verify.title")}
      text={t(`verify.text_${way}`)}
      foot={foot}
    >
      <Stack>
        {missed && (
          <Notice tone="info">
            <PasskeyElsewhere place={passkeyPlace(passkey_origin)} origin={passkey_origin} />
          </Notice>
        )}
        {way === "passkey" ? (
          <PasskeyStep others={others} onDone={onDone} />
        ) : way === "sms" ? (
          <SmsStep others={others} onDone={onDone} />
        ) : (
          <CodeStep key={way} recovery={way === "recovery"} others={others} onDone={onDone} />
        )}
      </Stack>
    </SessionFrame>
  );
}

interface StepProps {
  others: ReactNode;
  onDone: (session: Session) => void;
}

function PasskeyStep({ others, onDone }: StepProps) {
  const { t } = useTranslation("session");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  async function answer() {
    setBusy(true);
    setFailure(undefined);
    try {
      const question = await start_passkey_sign_in();
      onDone(await finish_passkey_sign_in(await askPasskey(question)));
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  }

  return (
    <Stack gap={8}>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <Button variant="primary" icon="key" wide busy={busy} onClick={() => void answer()} autoFocus>
        {t("verify.passkey")}
      </Button>
      {others}
    </Stack>
  );
}

/** The last choice: a code to the phone, which is sent when asked for. */
function SmsStep({ others, onDone }: StepProps) {
  const calls = {
    code: async (code: string) => onDone(await verify_second_factor(code)),
    sms: send_session_code,
    passkey: async () => undefined,
  };
  return (
    <Stack gap={8}>
      <ProofForm methods={["sms"]} calls={calls} onProven={() => undefined} />
      {others}
    </Stack>
  );
}

const schema = z.object({ code: required() });

function CodeStep({ recovery, others, onDone }: StepProps & { recovery: boolean }) {
  const { t } = useTranslation("session");
  const form = useForm({
    schema,
    initial: { code: "" },
    onSubmit: async ({ code }) => onDone(await verify_second_factor(code)),
  });
  return (
    <FormBody
      form={form}
      actions={
        <>
          <Button type="submit" variant="primary" wide busy={form.busy}>
            {t("verify.submit")}
          </Button>
          {others}
        </>
      }
    >
      {recovery ? (
        <TextField {...form.field("code")} label={t("verify.recovery_code")} autoComplete="off" />
      ) : (
        <CodeField {...form.field("code")} label={t("verify.code")} autoFocus />
      )}
    </FormBody>
  );
}
