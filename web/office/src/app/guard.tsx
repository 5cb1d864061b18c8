// Stands before every page of the office: signed out leads to sign-in and back, an unfinished
// sign-in shows its next step, a full session gets the shell.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "../api/session.ts";
import type { Feature } from "../ui/feature.ts";
import { ErrorState } from "../ui/states.tsx";

const Office = lazy(() => import("./office.tsx"));
const Stage = lazy(() => import("./stage.tsx"));

export function Guard({ features }: { features: readonly Feature[] }) {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  const wasSignedIn = useRef(false);
  if (session) wasSignedIn.current = true;

  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Waiting />;
  if (session === null) return <ToSignIn ended={wasSignedIn.current} />;
  return (
    <Suspense fallback={<Waiting />}>
      {session.stage === "full" ? (
        <Office session={session} features={features} />
      ) : (
        <Stage session={session} />
      )}
    </Suspense>
  );
}

/** Once per sign-out: while the sign-in page loads, this still renders and must not start again. */
function ToSignIn({ ended }: { ended: boolean }) {
  const router = useRouter();
  const navigate = useNavigate();
  const [search] = useState({ return: router.latestLocation.href, ended: ended ? "1" : "" });
  useEffect(() => {
    void navigate({ to: "/sign-in", search: search as never, replace: true });
  }, [navigate, search]);
  return <Waiting />;
}

function Waiting() {
  const { t } = useTranslation();
  return <div role="status" aria-label={t("state.loading")} />;
}
