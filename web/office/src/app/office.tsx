// What every page of a full session stands in: the session, its permissions, confirmation, live
// events and the shell. Loaded apart, so that signing in does not wait for it.
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { confirm_session, enterSession, type Session } from "../api/session.ts";
import { CapabilitiesProvider } from "../ui/can.tsx";
import type { Feature } from "../ui/feature.ts";
import { LiveProvider } from "../ui/live.tsx";
import { SessionProvider } from "../ui/session.tsx";
import { type Proof, StepUpProvider } from "../ui/step-up.tsx";
import { judgeOf } from "./capabilities.ts";
import { Shell } from "./shell/shell.tsx";

export default function Office({
  session,
  features,
}: {
  session: Session;
  features: readonly Feature[];
}) {
  const judge = useMemo(() => judgeOf(session), [session]);
  const queries = useQueryClient();
  const prove = async (proof: Proof) => enterSession(queries, await confirm_session(proof));
  return (
    <SessionProvider session={session}>
      <CapabilitiesProvider judge={judge}>
        <StepUpProvider hasSecondFactor={session.user.totp_enrolled} prove={prove}>
          <LiveProvider>
            <Shell features={features} />
          </LiveProvider>
        </StepUpProvider>
      </CapabilitiesProvider>
    </SessionProvider>
  );
}
