// Health of the installation: database, runner and provider accounts, asked for in the background.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../lib/time.ts";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { type Health, healthQuery } from "./api.ts";
import style from "./dashboard.module.css";
import { shareTenths, writeTenths } from "./figures.ts";

export function HealthCard() {
  const { t } = useTranslation("dashboard");
  const can = useCan("read_health");
  const { data, error, refetch } = useQuery({ ...healthQuery, enabled: can.allowed });
  if (!can.allowed) return null;
  return (
    <Card
      title={t("health.title")}
      actions={data && <Status kind="health" value={error ? "down" : data.state} />}
    >
      {data ? (
        <Report health={data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={5} />
      )}
    </Card>
  );
}

function Report({ health }: { health: Health }) {
  const { t } = useTranslation("dashboard");
  const { database, runner } = health;
  const facts: Fact[] = [
    {
      name: t("health.database"),
      value: `${t(`health.kind.${database.kind}`)}, ${formatDuration(database.read_us)}`,
    },
    {
      name: t("health.runner"),
      value: t("health.runner_text", { in_flight: runner.in_flight, waiting: runner.waiting }),
    },
    {
      name: t("health.unknown"),
      value: (
        <>
          {runner.unknown_count}
          {runner.oldest_unknown_at !== null && (
            <>
              {" · "}
              {t("health.oldest")} <Instant at={runner.oldest_unknown_at} as="relative" />
            </>
          )}
        </>
      ),
    },
    { name: t("health.version"), value: health.version },
    { name: t("health.started"), value: <Instant at={health.started_at} as="relative" /> },
  ];
  return (
    <>
      <Facts facts={facts} />
      <ul className={style.accounts} aria-label={t("health.accounts")}>
        {health.provider_accounts.map((account) => (
          <ProviderAccount key={account.provider_account_id} account={account} />
        ))}
      </ul>
    </>
  );
}

function ProviderAccount({ account }: { account: Health["provider_accounts"][number] }) {
  const { t } = useTranslation("dashboard");
  const approved = shareTenths(account.approved, account.approved + account.declined);
  return (
    <li className={style.share}>
      <span className={style.name}>{account.title}</span>
      <Status kind="health" value={account.state} />
      <span className={style.meaning}>
        {!account.is_enabled
          ? t("health.off")
          : account.attempts === 0
            ? t("health.quiet")
            : t("health.exchange", {
                count: account.attempts,
                approved: approved === undefined ? "–" : `${writeTenths(approved)}%`,
                unknown: account.unknown,
                p50: formatDuration(account.latency_p50_us),
                p95: formatDuration(account.latency_p95_us),
              })}
      </span>
    </li>
  );
}
