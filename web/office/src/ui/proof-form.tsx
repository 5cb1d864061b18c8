// One proof by whichever way the person has: a passkey, the app's code, a code by message, or the
// password. The strongest comes first, the others are one press away.
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import type { ProofMethod } from "../api/step-up.ts";
import { Button } from "./button.tsx";
import { FormBody, useForm } from "./form.tsx";
import { ProblemNotice } from "./notice.tsx";
import { Stack } from "./page.tsx";
import type { ProofCalls, SentCode } from "./step-up.tsx";
import { CodeField, PasswordField } from "./text-field.tsx";

export interface ProofFormProps {
  methods: readonly ProofMethod[];
  calls: ProofCalls;
  onProven: () => void;
  /** Told when a message was sent: from then on its time counts. */
  onSent?: (sent: SentCode) => void;
}

export function ProofForm({ methods, calls, onProven, onSent }: ProofFormProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<ProofMethod>();
  const method = chosen ?? methods[0];
  if (method === undefined) return null;
  const others = methods
    .filter((other) => other !== method)
    .map((other) => (
      <Button key={other} variant="quiet" wide onClick={() => setChosen(other)}>
        {t(`step_up.use.${other}`)}
      </Button>
    ));
  const props = { calls, onProven, others };
  if (method === "passkey") return <PasskeyProof {...props} />;
  if (method === "sms") return <SmsProof {...props} onSent={onSent} />;
  return <TypedProof key={method} method={method} {...props} />;
}

interface ProofProps {
  calls: ProofCalls;
  onProven: () => void;
  others: ReactNode;
}

const schema = z.object({ code: z.string().check(z.trim(), z.minLength(1, "required")) });

function TypedProof({
  method,
  calls,
  onProven,
  others,
  sent,
}: ProofProps & { method: "totp" | "sms" | "password"; sent?: SentCode }) {
  const { t } = useTranslation();
  const form = useForm({
    schema,
    initial: { code: "" },
    onSubmit: async ({ code }) => {
      await (method === "password" ? calls.password?.(code) : calls.code(code));
      onProven();
    },
  });
  const Field = method === "password" ? PasswordField : CodeField;
  return (
    <FormBody
      form={form}
      actions={
        <>
          <Button type="submit" variant="primary" wide busy={form.busy}>
            {t("step_up.confirm")}
          </Button>
          {others}
        </>
      }
    >
      <p>{t(`step_up.text.${method}`, { phone: sent?.phone_masked })}</p>
      <Field
        {...form.field("code")}
        autoFocus
        label={t(method === "password" ? "step_up.password" : "step_up.code")}
      />
    </FormBody>
  );
}

function SmsProof({
  calls,
  onProven,
  others,
  onSent,
}: ProofProps & Pick<ProofFormProps, "onSent">) {
  const { t } = useTranslation();
  const [sent, setSent] = useState<SentCode>();
  const sending = usePress(async () => {
    const fresh = await calls.sms();
    setSent(fresh);
    onSent?.(fresh);
  });
  const again = (
    <Button variant="quiet" wide busy={sending.busy} onClick={sending.press}>
      {t("step_up.send_again")}
    </Button>
  );
  return (
    <Stack gap={8}>
      {sending.failure !== undefined && <ProblemNotice error={sending.failure} />}
      {sent ? (
        <TypedProof
          method="sms"
          sent={sent}
          calls={calls}
          onProven={onProven}
          others={
            <>
              {again}
              {others}
            </>
          }
        />
      ) : (
        <>
          <p>{t("step_up.text.sms_first")}</p>
          <Button variant="primary" wide busy={sending.busy} onClick={sending.press} autoFocus>
            {t("step_up.send")}
          </Button>
          {others}
        </>
      )}
    </Stack>
  );
}

function PasskeyProof({ calls, onProven, others }: ProofProps) {
  const { t } = useTranslation();
  const asking = usePress(async () => {
    await calls.passkey();
    onProven();
  });
  return (
    <Stack gap={8}>
      {asking.failure !== undefined && <ProblemNotice error={asking.failure} />}
      <p>{t("step_up.text.passkey")}</p>
      <Button variant="primary" icon="key" wide busy={asking.busy} onClick={asking.press} autoFocus>
        {t("step_up.passkey")}
      </Button>
      {others}
    </Stack>
  );
}

/** A press that takes a while and may be refused. */
function usePress(action: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  async function run() {
    setBusy(true);
    setFailure(undefined);
    try {
      await action();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }
  return { busy, failure, press: () => void run() };
}
