// What every page of a full session stands in: the session, its permissions, confirmation, live
// events and the shell. Loaded apart, so that signing in does not wait for it.
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  answer_operation_by_passkey,
  answer_operation_code,
  confirm_session_by_passkey,
  send_operation_code,
  send_session_code,
} from "../api/confirmation.ts";
import { confirm_session, enterSession, type Session } from "../api/session.ts";
import type { ProofMethod } from "../api/step-up.ts";
import { CapabilitiesProvider } from "../ui/can.tsx";
import type { Feature } from "../ui/feature.ts";
import { LiveProvider } from "../ui/live.tsx";
import { useAccountZone } from "../ui/preferences.tsx";
import { SessionProvider } from "../ui/session.tsx";
import { type ProofCalls, StepUpProvider } from "../ui/step-up.tsx";
import { judgeOf } from "./capabilities.ts";
import { Shell } from "./shell/shell.tsx";

const answering = (id: string): ProofCalls => ({
  code: (code) => answer_operation_code(id, code),
  sms: () => send_operation_code(id),
  passkey: () => answer_operation_by_passkey(id),
});

function methodsOf({ user }: Session): ProofMethod[] {
  const methods: ProofMethod[] = [];
  if (user.passkeys > 0) methods.push("passkey");
  if (user.totp_enrolled) methods.push("totp");
  if (user.has_sms) methods.push("sms");
  return methods.includes("passkey") || methods.includes("totp")
    ? methods
    : [...methods, "password"];
}

export default function Office({
  session,
  features,
}: {
  session: Session;
  features: readonly Feature[];
}) {
  const judge = useMemo(() => judgeOf(session), [session]);
  const queries = useQueryClient();
  useAccountZone(session.user.time_zone);
  const enter = (next: Session) => enterSession(queries, next);
  const confirming: ProofCalls = {
    code: async (code) => enter(await confirm_session({ code })),
    password: async (password) => enter(await confirm_session({ password })),
    sms: send_session_code,
    passkey: async () => enter(await confirm_session_by_passkey()),
  };
  return (
    <SessionProvider session={session}>
      <CapabilitiesProvider judge={judge}>
        <StepUpProvider methods={methodsOf(session)} session={confirming} operation={answering}>
          <LiveProvider>
            <Shell features={features} />
          </LiveProvider>
        </StepUpProvider>
      </CapabilitiesProvider>
    </SessionProvider>
  );
}
