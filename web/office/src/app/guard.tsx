// Stands before every page of the office: signed out leads to sign-in and back, an unfinished
// sign-in shows its next step, a full session gets the shell.
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { confirm_session, type Session, sessionQuery } from "../features/session/api.ts";
import { CapabilitiesProvider } from "../ui/can.tsx";
import type { Feature } from "../ui/feature.ts";
import { Navigate } from "../ui/link.tsx";
import { LiveProvider } from "../ui/live.tsx";
import { SessionProvider } from "../ui/session.tsx";
import { ErrorState } from "../ui/states.tsx";
import { StepUpProvider } from "../ui/step-up.tsx";
import { judgeOf } from "./capabilities.ts";

const Shell = lazy(() => import("./shell/shell.tsx"));
const Stage = lazy(() => import("./stage.tsx"));

export function Guard({ features }: { features: readonly Feature[] }) {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  const location = useLocation();
  const wasSignedIn = useRef(false);
  if (session) wasSignedIn.current = true;

  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Waiting />;
  if (session === null) {
    const search = { return: location.href, ended: wasSignedIn.current ? "1" : "" };
    return <Navigate to="/sign-in" search={search} replace />;
  }
  return (
    <Suspense fallback={<Waiting />}>
      {session.stage === "full" ? (
        <Signed session={session} features={features} />
      ) : (
        <Stage session={session} />
      )}
    </Suspense>
  );
}

function Signed({ session, features }: { session: Session; features: readonly Feature[] }) {
  const judge = useMemo(() => judgeOf(session), [session]);
  return (
    <SessionProvider session={session}>
      <CapabilitiesProvider judge={judge}>
        <StepUpProvider hasSecondFactor={session.user.totp_enrolled} prove={confirm_session}>
          <LiveProvider>
            <Shell features={features} />
          </LiveProvider>
        </StepUpProvider>
      </CapabilitiesProvider>
    </SessionProvider>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return <div role="status" aria-label={t("state.loading")} />;
}
