// Projects as a table, wherever they are listed.
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import type { Project } from "./projects-api.ts";

export function ProjectsTable({
  projects,
  withMerchant = false,
}: {
  projects: UseQueryResult<Project[]>;
  withMerchant?: boolean;
}) {
  const { t } = useTranslation("merchants");
  if (projects.error && !projects.data)
    return <ErrorState error={projects.error} onRetry={() => void projects.refetch()} />;
  const columns: Column<Project>[] = [
    {
      id: "name",
      title: t("project.name"),
      cell: (row) => <Link to={`/projects/${row.project_id}`}>{row.name}</Link>,
      always: true,
    },
    { id: "number", title: t("project.number"), cell: (row) => row.number },
    {
      id: "default",
      title: t("project.kind"),
      narrow: "trail",
      cell: (row) => row.is_default && <Badge text={t("project.default")} />,
    },
    {
      id: "created_at",
      title: t("column.created_at"),
      cell: (row) => <Instant at={row.created_at} as="date" />,
    },
  ];
  if (withMerchant)
    columns.splice(1, 0, {
      id: "merchant",
      title: t("project.merchant"),
      cell: (row) => row.merchant_name,
    });
  if (projects.data?.length === 0)
    return (
      <EmptyState icon="merchant" title={t("project.empty")}>
        {t("project.empty_text")}
      </EmptyState>
    );
  return (
    <DataTable
      label={t("project.title")}
      columns={columns}
      rows={projects.data ?? []}
      rowKey={(row) => row.project_id}
      loading={projects.isPending}
    />
  );
}
