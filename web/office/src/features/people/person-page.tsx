// One person: what they may do where, how they sign in, and every way to help or stop them.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page, Split, Stack } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Person, personQuery } from "./api.ts";
import { DetailsCard } from "./details-card.tsx";
import { MembershipsCard } from "./memberships-card.tsx";
import { SecurityCard } from "./security-card.tsx";
import { StateButton } from "./state-button.tsx";
import { ViewButton } from "./view-button.tsx";

// The page opens with what the person may do; the other tabs come when they are opened.
const SessionsTab = lazy(() => import("./sessions-tab.tsx"));
const LoginsTab = lazy(() => import("./logins-tab.tsx"));

export default function PersonPage() {
  const { t } = useTranslation("people");
  const { user_id = "" } = useParams({ strict: false }) as { user_id?: string };
  const can = useCan("read_user");
  const { data, error, refetch } = useQuery({ ...personQuery(user_id), enabled: can.allowed });
  return (
    <Page
      title={data?.user.name ?? t("person.title")}
      aside={data && <Status kind="user" value={data.user.state} />}
      note={data && <Copyable text={data.user.email} />}
      crumbs={[{ label: t("title"), to: "/people" }]}
      actions={
        data && (
          <>
            <ViewButton person={data} />
            <StateButton person={data} />
          </>
        )
      }
    >
      {!can.allowed ? (
        <NoPermission permission="users:read" />
      ) : data ? (
        <PersonTabs key={user_id} person={data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function PersonTabs({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const [search, change] = useUrlState();
  return (
    <Tabs
      label={t("tab.label")}
      value={search.tab ?? "access"}
      onChange={(tab) => change({ tab: tab === "access" ? undefined : tab, before: undefined })}
      tabs={[
        { value: "access", label: t("tab.access"), content: <AccessTab person={person} /> },
        {
          value: "sessions",
          label: t("tab.sessions"),
          content: later(<SessionsTab person={person} />),
        },
        { value: "logins", label: t("tab.logins"), content: later(<LoginsTab person={person} />) },
      ]}
    />
  );
}

function AccessTab({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  return (
    <Stack>
      {!person.can_change && <Notice>{t("person.beyond")}</Notice>}
      <Split
        main={<MembershipsCard person={person} />}
        side={
          <>
            <SecurityCard person={person} />
            <DetailsCard person={person} />
          </>
        }
      />
    </Stack>
  );
}

const later = (tab: ReactNode) => <Suspense fallback={<SkeletonLines lines={8} />}>{tab}</Suspense>;
