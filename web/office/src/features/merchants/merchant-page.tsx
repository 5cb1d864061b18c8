// One merchant: where its money stands, its settings, its API keys, and a test payment.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Copyable } from "../../ui/copyable.tsx";
import { EscalateButton } from "../../ui/escalate-button.tsx";
import { Page } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge, Status } from "../../ui/status.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Merchant, merchantQuery } from "./api.ts";
import { OverviewTab } from "./overview-tab.tsx";
import { ViewButton } from "./view-button.tsx";

// The page opens with its overview; what the other tabs need comes when they do.
const SettingsTab = lazy(() => import("./settings-tab.tsx"));
const KeysTab = lazy(() => import("./keys-tab.tsx"));
const ProjectsTab = lazy(() => import("./projects-tab.tsx"));
const TestPaymentTab = lazy(() => import("./test-payment-tab.tsx"));

export default function MerchantPage() {
  const { t } = useTranslation("merchants");
  const { merchant_id = "" } = useParams({ strict: false }) as { merchant_id?: string };
  const { data: merchant, error, refetch } = useQuery(merchantQuery(merchant_id));
  return (
    <Page
      title={merchant?.name ?? t("page.title")}
      aside={
        merchant && (
          <>
            <Status kind="merchant" value={merchant.state} />
            {merchant.archived_at !== null && <Badge icon="folder" text={t("archived")} />}
          </>
        )
      }
      note={merchant && <Copyable text={merchant.merchant_id} />}
      crumbs={[{ label: t("title"), to: "/merchants" }]}
      actions={
        merchant && (
          <>
            <EscalateButton
              at={merchant}
              subject={{ subject_kind: "merchant", subject_id: merchant.merchant_id }}
            />
            <ViewButton merchant={merchant} />
          </>
        )
      }
    >
      {merchant ? (
        <MerchantTabs key={merchant_id} merchant={merchant} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function MerchantTabs({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const [search, change] = useUrlState();
  return (
    <Tabs
      label={t("tab.label")}
      value={search.tab ?? "overview"}
      onChange={(tab) => change({ tab: tab === "overview" ? undefined : tab })}
      tabs={[
        {
          value: "overview",
          label: t("tab.overview"),
          content: <OverviewTab merchant={merchant} />,
        },
        {
          value: "settings",
          label: t("tab.settings"),
          content: later(<SettingsTab merchant={merchant} />),
        },
        {
          value: "projects",
          label: t("project.title"),
          content: later(<ProjectsTab merchant={merchant} />),
        },
        { value: "keys", label: t("tab.keys"), content: later(<KeysTab merchant={merchant} />) },
        {
          value: "test",
          label: t("tab.test"),
          content: later(<TestPaymentTab merchant={merchant} />),
        },
      ]}
    />
  );
}

const later = (tab: ReactNode) => <Suspense fallback={<SkeletonLines lines={8} />}>{tab}</Suspense>;
