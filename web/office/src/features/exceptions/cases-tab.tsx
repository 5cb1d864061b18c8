// Exception cases: open ones oldest first, resolved ones newest first.
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import type { Filter } from "../../ui/filter-bar/filter.ts";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { List } from "../../ui/list-page.tsx";
import { Money } from "../../ui/money.tsx";
import { useMerchantOptions } from "../../ui/reference.ts";
import { EmptyState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { casesQuery, type ExceptionCase, kinds } from "./api.ts";
import style from "./exceptions.module.css";

const CaseDialog = lazy(() => import("./case-dialog.tsx"));

export function CasesTab() {
  const { t } = useTranslation("exceptions");
  const [search, change] = useUrlState();
  return (
    <>
      <List
        list="exception_cases"
        label={t("tab.cases")}
        columns={useColumns((row) => change({ open: row.exception_id }))}
        filters={useFilters()}
        query={casesQuery}
        rowKey={(row) => row.exception_id}
        empty={
          <EmptyState icon="check-circle" title={t("cases.empty")}>
            {t("cases.empty_text")}
          </EmptyState>
        }
      />
      <Suspense>
        {search.open && (
          <CaseDialog exception_id={search.open} onClose={() => change({ open: undefined })} />
        )}
      </Suspense>
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("exceptions");
  const merchants = useMerchantOptions();
  return [
    {
      kind: "choice",
      name: "state",
      label: t("column.state"),
      options: ["all", "resolved"].map((value) => ({ value, label: t(`state_filter.${value}`) })),
    },
    {
      kind: "choice",
      name: "kind",
      label: t("column.kind"),
      options: kinds.map((value) => ({ value, label: t(`kind.${value}`) })),
    },
    { kind: "choice", name: "merchant_id", label: t("column.merchant"), options: merchants },
    { kind: "text", name: "payment_id", label: t("column.payment_id") },
  ];
}

export function CaseState({ state }: { state: ExceptionCase["state"] }) {
  const { t } = useTranslation("exceptions");
  return state === "open" ? (
    <Badge tone="warning" icon="alert" text={t("state.open")} />
  ) : (
    <Badge tone="neutral" icon="check" text={t("state.resolved")} />
  );
}

function LookButton({ row, show }: { row: ExceptionCase; show: (row: ExceptionCase) => void }) {
  const { t } = useTranslation("exceptions");
  const open = row.state === "open";
  return (
    <Button
      size="small"
      aria-label={t(open ? "resolve_one" : "look_at", { what: t(`kind.${row.kind}`) })}
      onClick={() => show(row)}
    >
      {t(open ? "resolve.open" : "look")}
    </Button>
  );
}

function useColumns(show: (row: ExceptionCase) => void): Column<ExceptionCase>[] {
  const { t } = useTranslation("exceptions");
  return [
    {
      id: "kind",
      title: t("column.kind"),
      cell: (row) => (
        <span className={style.what}>
          <b>{t(`kind.${row.kind}`)}</b>
          <span className={style.quiet}>{row.note}</span>
        </span>
      ),
      always: true,
    },
    {
      id: "amount",
      title: t("column.at_stake"),
      align: "end",
      narrow: "trail",
      cell: (row) => <Money minor={row.amount_minor} currency={row.currency} code />,
      always: true,
    },
    {
      id: "state",
      title: t("column.state"),
      narrow: "plain",
      cell: (row) => <CaseState state={row.state} />,
      width: 110,
    },
    {
      id: "opened_at",
      title: t("column.opened_at"),
      cell: (row) => <Instant at={row.opened_at} as="relative" />,
      width: 120,
    },
    {
      id: "payment",
      title: t("column.payment"),
      cell: (row) => (
        <Link to={`/payments/${row.payment_id}`}>{row.external_id || t("payment")}</Link>
      ),
    },
    {
      id: "merchant",
      title: t("column.merchant"),
      cell: (row) => (
        <span className={style.name} title={row.merchant_name}>
          {row.merchant_name}
        </span>
      ),
    },
    {
      id: "look",
      title: t("column.look"),
      align: "end",
      width: 110,
      cell: (row) => <LookButton row={row} show={show} />,
      always: true,
    },
  ];
}
