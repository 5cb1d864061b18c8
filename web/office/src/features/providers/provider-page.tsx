// One provider account: how it answers, how it is set up, and what it sent.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Copyable } from "../../ui/copyable.tsx";
import { Page } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Account, accountQuery, adaptersQuery, type Trouble } from "./api.ts";
import { HealthTab } from "./health-tab.tsx";
import { ReceivedTab } from "./received-tab.tsx";
import { SwitchButton } from "./switch-button.tsx";
import { AccountState } from "./words.tsx";

const SetUpTab = lazy(() => import("./set-up-tab.tsx"));
const BankTab = lazy(() => import("./bank-tab.tsx"));
const ChainTab = lazy(() => import("./chain-tab.tsx"));

export default function ProviderPage() {
  const { t } = useTranslation("providers");
  const { provider_account_id = "" } = useParams({ strict: false }) as {
    provider_account_id?: string;
  };
  const { data, error, refetch } = useQuery(accountQuery(provider_account_id));
  const account = data?.account;
  return (
    <Page
      title={account?.title ?? t("page.title")}
      aside={account && <AccountState account={account} />}
      note={account && <Copyable text={account.provider_account_id} />}
      crumbs={[{ label: t("title"), to: "/providers" }]}
      actions={account && <SwitchButton account={account} />}
    >
      {data ? (
        <AccountTabs account={data.account} trouble={data.trouble} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function AccountTabs({ account, trouble }: { account: Account; trouble: readonly Trouble[] }) {
  const { t } = useTranslation("providers");
  const [search, change] = useUrlState();
  const { data: adapters } = useQuery(adaptersQuery);
  const adapter = adapters?.find((one) => one.adapter === account.adapter);
  return (
    <Tabs
      label={t("tab.label")}
      value={search.tab ?? "health"}
      onChange={(tab) => change({ tab: tab === "health" ? undefined : tab })}
      tabs={[
        {
          value: "health",
          label: t("tab.health"),
          content: <HealthTab account={account} adapter={adapter} trouble={trouble} />,
        },
        {
          value: "set-up",
          label: t("tab.set_up"),
          content: adapter ? (
            <Suspense fallback={<SkeletonLines lines={8} />}>
              <SetUpTab account={account} adapter={adapter} />
            </Suspense>
          ) : (
            <SkeletonLines lines={8} />
          ),
        },
        lastTab(account, t),
      ]}
    />
  );
}

/** What an account's adapter adds: files, transactions, or the messages a provider sends. */
function lastTab(account: Account, t: TFunction<"providers">) {
  const own = { bank: BankTab, crypto: ChainTab }[account.adapter];
  if (!own)
    return {
      value: "messages",
      label: t("tab.messages"),
      content: <ReceivedTab account={account} />,
    };
  const Own = own;
  const value = account.adapter === "bank" ? "bank" : "chain";
  return {
    value,
    label: t(`tab.${value}`),
    content: (
      <Suspense fallback={<SkeletonLines lines={8} />}>
        <Own account={account} />
      </Suspense>
    ),
  };
}
