// Every fee plan in reach: what a sale costs by it, whose it is, and who pays it.
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { formatRate } from "../../lib/money.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, NoPermission } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { type PlanRow, plansQuery } from "./api.ts";

export default function PlansPage() {
  const { t } = useTranslation("fees");
  const can = useCan("list_fee_plans");
  return (
    <Page
      title={t("title")}
      note={can.allowed ? t("note") : undefined}
      actions={can.allowed && <CreateButton />}
    >
      {can.allowed ? <Plans /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

function CreateButton() {
  const { t } = useTranslation("fees");
  const can = useCan("create_fee_plan");
  return (
    <ButtonLink to="/fees/create" variant="primary" icon="plus" disabledReason={can.reason}>
      {t("create.action")}
    </ButtonLink>
  );
}

function Plans() {
  const { t } = useTranslation("fees");
  const answer = useQuery(plansQuery);
  const columns = useMemo(() => planColumns(t), [t]);
  if (answer.error)
    return (
      <Card>
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      </Card>
    );
  if (answer.data?.length === 0)
    return (
      <Card>
        <EmptyState icon="card" title={t("empty")}>
          {t("empty_text")}
        </EmptyState>
      </Card>
    );
  return (
    <Card flush>
      <DataTable
        label={t("title")}
        columns={columns}
        rows={answer.data ?? []}
        rowKey={(row) => row.fee_plan_id}
        rowPath={(row) => `/fees/${row.fee_plan_id}`}
        loading={answer.isPending}
      />
    </Card>
  );
}

const planColumns = (t: TFunction<"fees">): Column<PlanRow>[] => [
  { id: "name", title: t("column.name"), cell: (row) => row.name, always: true },
  {
    id: "place",
    title: t("column.place"),
    cell: (row) => row.company_name ?? t("installation"),
  },
  {
    id: "sale",
    title: t("column.sale"),
    align: "end",
    cell: (row) => formatRate(row.sale_percent_ppm),
  },
  {
    id: "merchants",
    title: t("column.merchants"),
    align: "end",
    cell: (row) => row.merchants,
  },
  {
    id: "version",
    title: t("column.version"),
    narrow: "trail",
    cell: (row) =>
      row.version === row.version_in_force ? (
        t("version", { version: row.version })
      ) : (
        <Badge tone="warning" icon="clock" text={t("version_waits", { version: row.version })} />
      ),
  },
  {
    id: "saved_at",
    title: t("column.saved_at"),
    narrow: "hidden",
    cell: (row) => <Instant at={row.saved_at} as="date" />,
  },
];
