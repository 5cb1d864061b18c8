// On every page while the session looks as somebody else: as whom, for how long still, and the way
// out. When the hour is over the session is read again, as one's own.
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../ui/session.tsx";
import { useToast } from "../../ui/toast.tsx";

const ViewBar = lazy(() => import("./view-bar.tsx"));

export function ViewBanner() {
  const { view_as } = useSession();
  useToldWhenOver(Boolean(view_as));
  if (!view_as) return null;
  return (
    <Suspense>
      <ViewBar view={view_as} />
    </Suspense>
  );
}

/** Whoever is put back among their own pages is told why they look different. */
function useToldWhenOver(viewing: boolean) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const toast = useToast();
  const was = useRef(viewing);
  useEffect(() => {
    if (was.current && !viewing) {
      toast(t("view.over"));
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
    }
    was.current = viewing;
  }, [viewing, toast, t, queries]);
}
