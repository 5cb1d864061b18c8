// One profile: its rules (the draft to edit, or what decides now), its versions, and trying a
// payment.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Page } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import {
  create_routing_draft,
  type ProfilePage as Profile,
  profileQuery,
  refreshRouting,
  retire_routing_profile,
} from "./api.ts";
import { usePlaceName } from "./places.ts";
import { ProfileState } from "./profile-state.tsx";
import { RulesTab } from "./rules-tab.tsx";

// Tabs that are not open when the page comes.
const TryTab = lazy(() => import("./try-tab.tsx"));
const VersionsTab = lazy(() => import("./versions-tab.tsx"));

export default function ProfilePage() {
  const { t } = useTranslation("routing");
  const { routing_profile_id = "" } = useParams({ strict: false }) as {
    routing_profile_id?: string;
  };
  const can = useCan("read_routing_profile");
  const answer = useQuery({ ...profileQuery(routing_profile_id), enabled: can.allowed });
  const placeName = usePlaceName();
  const profile = answer.data;
  return (
    <Page
      title={profile?.name ?? t("title")}
      note={profile && placeName(profile)}
      aside={profile && <ProfileState profile={profile} />}
      crumbs={[{ label: t("title"), to: "/routing" }]}
      actions={profile && <Acts profile={profile} />}
    >
      {!can.allowed ? (
        <NoPermission permission={can.permission} />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : profile ? (
        <Parts profile={profile} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function Parts({ profile }: { profile: Profile }) {
  const { t } = useTranslation("routing");
  const [search, change] = useUrlState();
  return (
    <Tabs
      label={t("tab.label")}
      value={search.tab ?? "rules"}
      onChange={(tab) => change({ tab: tab === "rules" ? undefined : tab })}
      tabs={[
        { value: "rules", label: t("tab.rules"), content: <RulesTab profile={profile} /> },
        { value: "try", label: t("tab.try"), content: <Later of={TryTab} profile={profile} /> },
        {
          value: "versions",
          label: t("tab.versions"),
          count: profile.versions.length,
          content: <Later of={VersionsTab} profile={profile} />,
        },
      ]}
    />
  );
}

function Later({ of: Tab, profile }: { of: typeof TryTab; profile: Profile }) {
  return (
    <Suspense fallback={<SkeletonLines lines={8} />}>
      <Tab profile={profile} />
    </Suspense>
  );
}

/** What can be done about the profile as a whole; the draft's own acts stand beside it. */
function Acts({ profile }: { profile: Profile }) {
  const { t } = useTranslation("routing");
  const queries = useQueryClient();
  const toast = useToast();
  const can = useCan("change_routing_draft", {
    company_id: profile.company_id ?? undefined,
    merchant_id: profile.merchant_id ?? undefined,
  });
  const [retiring, setRetiring] = useState(false);
  const [busy, setBusy] = useState(false);
  const blocked = !can.allowed && t("no_write");
  async function draft() {
    setBusy(true);
    try {
      await create_routing_draft(profile.routing_profile_id);
    } catch (error) {
      toast(error instanceof Error ? error.message : t("failed"));
    } finally {
      setBusy(false);
      void refreshRouting(queries);
    }
  }
  async function retire() {
    await retire_routing_profile(profile.routing_profile_id);
    toast(t("retire.done"));
    void refreshRouting(queries);
  }
  return (
    <>
      {profile.active_version !== null && (
        <Button disabledReason={blocked} onClick={() => setRetiring(true)}>
          {t("retire.action")}
        </Button>
      )}
      {profile.draft_version === null && (
        <Button
          variant="primary"
          icon="edit"
          busy={busy}
          disabledReason={blocked}
          onClick={() => void draft()}
        >
          {t("draft.start")}
        </Button>
      )}
      {retiring && (
        <Confirm
          open
          danger
          onClose={() => setRetiring(false)}
          title={t("retire.title", { name: profile.name })}
          consequence={t("retire.text")}
          action={t("retire.action")}
          onConfirm={retire}
        />
      )}
    </>
  );
}
