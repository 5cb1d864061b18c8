// The rules of a profile: the draft in an editor, or the version that decides, to read.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Stack } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { accountsQuery, type ProfilePage, versionQuery, vocabularyQuery } from "./api.ts";
import { VersionText } from "./version-text.tsx";

// Whoever reads rules does not wait for the editor.
const DraftEditor = lazy(() => import("./draft-editor.tsx"));

export function RulesTab({ profile }: { profile: ProfilePage }) {
  const { t } = useTranslation("routing");
  const shown = profile.draft_version ?? profile.active_version;
  const can = useCan("change_routing_draft", {
    company_id: profile.company_id ?? undefined,
    merchant_id: profile.merchant_id ?? undefined,
  });
  const id = profile.routing_profile_id;
  const version = useQuery({ ...versionQuery(id, shown ?? 0), enabled: shown !== null });
  const vocabulary = useQuery(vocabularyQuery);
  const accounts = useQuery(accountsQuery);
  if (shown === null)
    return (
      <Card>
        <EmptyState icon="route" title={t("rules.none")}>
          {t("rules.none_text")}
        </EmptyState>
      </Card>
    );
  const error = version.error ?? vocabulary.error ?? accounts.error;
  if (error) return <ErrorState error={error} onRetry={() => void version.refetch()} />;
  if (!version.data || !vocabulary.data || !accounts.data) return <SkeletonLines lines={12} />;
  if (version.data.state !== "draft" || !can.allowed)
    return (
      <Stack>
        <Card title={t("rules.reads", { version: shown })}>
          <VersionText version={version.data} accounts={accounts.data} />
        </Card>
      </Stack>
    );
  return (
    <Suspense fallback={<SkeletonLines lines={12} />}>
      <DraftEditor
        key={`${version.data.version}.${version.data.revision}`}
        profile={profile}
        version={version.data}
        vocabulary={vocabulary.data}
        accounts={accounts.data}
      />
    </Suspense>
  );
}
