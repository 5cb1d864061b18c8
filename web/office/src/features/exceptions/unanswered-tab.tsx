// The queue of operations without an answer, the longest waiting first.
import type { TFunction } from "i18next";
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
import type { Tone } from "../../ui/status-tones.ts";
import { useUrlState } from "../../ui/url-state.ts";
import { ages, type Unanswered, unansweredQuery } from "./api.ts";
import style from "./exceptions.module.css";
import { NextQuestion } from "./next-question.tsx";

const UnansweredDrawer = lazy(() => import("./unanswered-drawer.tsx"));

export function UnansweredTab() {
  const { t } = useTranslation("exceptions");
  const [search, change] = useUrlState();
  return (
    <>
      <List
        list="unanswered"
        label={t("tab.unanswered")}
        columns={useColumns((row) => change({ open: row.operation_id }))}
        filters={useFilters()}
        query={unansweredQuery}
        rowKey={(row) => row.operation_id}
        empty={
          <EmptyState icon="check-circle" title={t("empty.title")}>
            {t("empty.text")}
          </EmptyState>
        }
      />
      <Suspense>
        {search.open && (
          <UnansweredDrawer
            operation_id={search.open}
            onClose={() => change({ open: undefined })}
          />
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
      name: "age",
      label: t("filter.age"),
      options: ages.map((value) => ({ value, label: t(`age.${value}`) })),
    },
    { kind: "choice", name: "merchant_id", label: t("column.merchant"), options: merchants },
    { kind: "text", name: "payment_id", label: t("column.payment_id") },
  ];
}

const ageTones: Record<(typeof ages)[number], Tone> = {
  quarter_hour: "warning",
  hour: "danger",
  day: "danger",
};

export function AgeBadge({ row }: { row: Unanswered }) {
  const { t } = useTranslation("exceptions");
  if (row.age === null) return null;
  return <Badge tone={ageTones[row.age]} icon="clock" text={t(`age_short.${row.age}`)} />;
}

function useColumns(show: (row: Unanswered) => void): Column<Unanswered>[] {
  const { t } = useTranslation("exceptions");
  return [
    {
      id: "what",
      title: t("column.what"),
      cell: (row) => (
        <span className={style.what}>
          <span className={style.line}>
            <b>{t(`type.${row.type}`)}</b> <AgeBadge row={row} />
          </span>
          <span className={style.quiet}>{t(`why.${row.why}`)}</span>
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
      id: "since",
      title: t("column.since"),
      cell: (row) => <Instant at={row.since_at} as="relative" />,
      width: 120,
    },
    { id: "next", title: t("column.next"), cell: (row) => <NextQuestion row={row} /> },
    ...whose(t),
    {
      id: "look",
      title: t("column.look"),
      align: "end",
      width: 96,
      cell: (row) => (
        <Button
          size="small"
          aria-label={t("look_at", { what: row.external_id || row.operation_id })}
          onClick={() => show(row)}
        >
          {t("look")}
        </Button>
      ),
      always: true,
    },
  ];
}

/** Whose operation it is, and who was asked to carry it out. */
const whose = (t: TFunction<"exceptions">): Column<Unanswered>[] => [
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
    id: "provider",
    title: t("column.provider"),
    narrow: "hidden",
    cell: (row) => row.provider_account_title,
  },
];
