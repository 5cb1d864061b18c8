// The list of merchants, by name and company.
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { formatRate } from "../../lib/money.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import type { Filter } from "../../ui/filter-bar/filter.ts";
import { Instant } from "../../ui/instant.tsx";
import { ListPage } from "../../ui/list-page.tsx";
import { Page } from "../../ui/page.tsx";
import { companiesQuery } from "../../ui/reference.ts";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { Badge, Status } from "../../ui/status.tsx";
import { listQuery, type Merchant } from "./api.ts";

export default function MerchantsPage() {
  const { t } = useTranslation("merchants");
  const can = useCan("list_merchants");
  if (can.allowed) return <Merchants />;
  return (
    <Page title={t("title")}>
      <NoPermission permission={can.permission} />
    </Page>
  );
}

function Merchants() {
  const { t } = useTranslation("merchants");
  const { data: companies = [] } = useQuery(companiesQuery);
  const columns = useMemo(() => merchantColumns(t), [t]);
  const filters: Filter[] = [
    { kind: "search", name: "search", label: t("search"), placeholder: t("search_hint") },
  ];
  filters.push({
    kind: "choice",
    name: "archived",
    label: t("archived"),
    options: [{ value: "true", label: t("archived_only") }],
  });
  if (companies.length > 1)
    filters.push({
      kind: "choice",
      name: "company_id",
      label: t("column.company"),
      options: companies.map(({ company_id, name }) => ({ value: company_id, label: name })),
    });
  return (
    <ListPage
      title={t("title")}
      actions={<CreateButton />}
      list="merchants"
      label={t("title")}
      columns={columns}
      filters={filters}
      query={listQuery}
      rowKey={(row) => row.merchant_id}
      rowPath={(row) => `/merchants/${row.merchant_id}`}
      empty={
        <EmptyState icon="merchant" title={t("empty.title")} action={<CreateButton />}>
          {t("empty.text")}
        </EmptyState>
      }
    />
  );
}

function CreateButton() {
  const { t } = useTranslation("merchants");
  const can = useCan("create_merchant");
  return (
    <ButtonLink to="/merchants/create" variant="primary" icon="plus" disabledReason={can.reason}>
      {t("create.action")}
    </ButtonLink>
  );
}

const merchantColumns = (t: TFunction<"merchants">): Column<Merchant>[] => [
  { id: "name", title: t("column.name"), cell: (row) => row.name, always: true },
  {
    id: "state",
    title: t("column.state"),
    narrow: "trail",
    cell: (row) =>
      row.archived_at === null ? (
        <Status kind="merchant" value={row.state} />
      ) : (
        <Badge icon="folder" text={t("archived")} />
      ),
  },
  { id: "company", title: t("column.company"), cell: (row) => row.company_name },
  {
    id: "settlement_currency",
    title: t("column.settlement_currency"),
    cell: (row) => row.settlement_currency,
  },
  {
    id: "allowed_currencies",
    title: t("column.allowed_currencies"),
    cell: (row) => currenciesText(row.allowed_currencies, t),
  },
  {
    id: "fee_plan",
    title: t("column.fee_plan"),
    cell: (row) => `${row.fee_plan.name}, ${formatRate(row.fee_plan.sale_percent_ppm)}`,
  },
  {
    id: "mcc",
    title: t("column.mcc"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => row.mcc,
  },
  {
    id: "created_at",
    title: t("column.created_at"),
    narrow: "hidden",
    cell: (row) => <Instant at={row.created_at} as="date" />,
  },
];

const named_at_most = 4;

function currenciesText(currencies: readonly string[], t: TFunction<"merchants">): string {
  const named = currencies.slice(0, named_at_most).join(", ");
  const more = currencies.length - named_at_most;
  return more > 0 ? t("and_more", { named, count: more }) : named;
}
