// One merchant: where its money stands, its settings, its API keys, and a test payment.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Copyable } from "../../ui/copyable.tsx";
import { Page } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Merchant, merchantQuery } from "./api.ts";
import { KeysTab } from "./keys-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { SettingsTab } from "./settings-tab.tsx";
import { TestPaymentTab } from "./test-payment-tab.tsx";

export default function MerchantPage() {
  const { t } = useTranslation("merchants");
  const { merchant_id = "" } = useParams({ strict: false }) as { merchant_id?: string };
  const { data: merchant, error, refetch } = useQuery(merchantQuery(merchant_id));
  return (
    <Page
      title={merchant?.name ?? t("page.title")}
      aside={merchant && <Status kind="merchant" value={merchant.state} />}
      note={merchant && <Copyable text={merchant.merchant_id} />}
      crumbs={[{ label: t("title"), to: "/merchants" }]}
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
          content: <SettingsTab merchant={merchant} />,
        },
        { value: "keys", label: t("tab.keys"), content: <KeysTab merchant={merchant} /> },
        {
          value: "test",
          label: t("tab.test"),
          content: <TestPaymentTab merchant={merchant} />,
        },
      ]}
    />
  );
}
