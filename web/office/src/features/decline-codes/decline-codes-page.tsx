// Every reason for a decline: found by word or by code, each with an address of its own.
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { Filter } from "../../ui/filter-bar/filter.ts";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { Page } from "../../ui/page.tsx";
import { useDeclineReason } from "../../ui/reference.ts";
import { EmptyState, ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { AdviceTable } from "./advice-table.tsx";
import { type DeclineTable, declineTableQuery } from "./api.ts";
import { CapsTable } from "./caps-table.tsx";
import { matching, retries } from "./matching.ts";
import { ReasonRow } from "./reason-row.tsx";

export default function DeclineCodesPage() {
  const { t } = useTranslation("decline_codes");
  const can = useCan("list_decline_reasons");
  return (
    <Page title={t("title")} note={can.allowed ? t("note") : undefined}>
      {can.allowed ? <Codes /> : <NoPermission permission="payments:read" />}
    </Page>
  );
}

function Codes() {
  const { data, error, refetch } = useQuery(declineTableQuery);
  if (data) return <Tables table={data} />;
  return (
    <Card>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={14} />
      )}
    </Card>
  );
}

function Tables({ table }: { table: DeclineTable }) {
  const { t } = useTranslation("decline_codes");
  const [search, change] = useUrlState();
  const reasonOf = useDeclineReason();
  const marked = useMarkedReason();
  const rows = matching(table.rows, search, (reason) => reasonOf(reason).title);
  return (
    <>
      <Card flush lead={<FilterBar filters={useFilters()} values={search} onChange={change} />}>
        {rows.length === 0 ? (
          <EmptyState icon="search" title={t("nothing")}>
            {t("nothing_text")}
          </EmptyState>
        ) : (
          rows.map((row) => <ReasonRow key={row.reason} row={row} marked={row.reason === marked} />)
        )}
      </Card>
      <AdviceTable rows={table.merchant_advice} />
      <CapsTable rows={table.retry_caps} />
    </>
  );
}

/** The reason after the # of the address; it is brought into view when it appears or changes. */
function useMarkedReason(): string {
  const { hash } = useLocation();
  const seen = useRef<string>(undefined);
  useEffect(() => {
    if (hash === "" || seen.current === hash) return;
    seen.current = hash;
    document.getElementById(hash)?.scrollIntoView({ block: "center" });
  }, [hash]);
  return hash;
}

function useFilters(): Filter[] {
  const { t } = useTranslation("decline_codes");
  return [
    { kind: "search", name: "search", label: t("search"), placeholder: t("search_hint") },
    {
      kind: "choice",
      name: "retry",
      label: t("column.retry"),
      multiple: true,
      options: retries.map((value) => ({ value, label: t(`retry.${value}`) })),
    },
  ];
}
