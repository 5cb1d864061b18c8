// What stands in place of a page that does not exist or failed to load.
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../ui/button.tsx";
import { EmptyState, ErrorState } from "../ui/states.tsx";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon="search"
      title={t("page.not_found")}
      action={
        <ButtonLink to="/" variant="primary">
          {t("page.home")}
        </ButtonLink>
      }
    >
      {t("page.not_found_text")}
    </EmptyState>
  );
}

/** A part of the program that is gone after an update shows up as a failed import. */
const staleProgram = /dynamically imported module|module script failed/i;

export function PageFailed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  if (error instanceof Error && staleProgram.test(error.message))
    return (
      <EmptyState
        icon="refresh"
        title={t("page.updated")}
        action={
          <Button variant="primary" onClick={() => globalThis.location.reload()}>
            {t("page.reload")}
          </Button>
        }
      >
        {t("page.updated_text")}
      </EmptyState>
    );
  return <ErrorState error={error} onRetry={() => void router.invalidate()} />;
}
