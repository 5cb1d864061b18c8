// Every role and what it may do, side by side: to find, to compare, to save as a file.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { csvText } from "../../lib/csv.ts";
import { saveText } from "../../lib/save-text.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { Filter } from "../../ui/filter-bar/filter.ts";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Permission, permissionsQuery, type Role, rolesQuery } from "./api.ts";
import { Matrix } from "./matrix.tsx";
import { chosenRoles, matrixLines, matrixRows, sectionName } from "./matrix-rows.ts";

export default function RolesPage() {
  const { t } = useTranslation("roles");
  const can = useCan("list_roles");
  return (
    <Page title={t("title")} note={t("note")} actions={can.allowed && <CreateButton />}>
      {can.allowed ? <Roles /> : <NoPermission permission="roles:read" />}
    </Page>
  );
}

function Roles() {
  const roles = useQuery(rolesQuery);
  const permissions = useQuery(permissionsQuery);
  const error = roles.error ?? permissions.error;
  if (roles.data && permissions.data)
    return <MatrixCard roles={roles.data} permissions={permissions.data} />;
  return (
    <Card>
      {error ? (
        <ErrorState
          error={error}
          onRetry={() => {
            void roles.refetch();
            void permissions.refetch();
          }}
        />
      ) : (
        <SkeletonLines lines={14} />
      )}
    </Card>
  );
}

function MatrixCard({ roles, permissions }: { roles: Role[]; permissions: Permission[] }) {
  const { t } = useTranslation("roles");
  const [search, change] = useUrlState();
  const chosen = chosenRoles(roles, search.roles);
  const comparing = chosen.length >= 2 && chosen.length < roles.length;
  const rows = matrixRows(permissions, chosen, {
    search: search.search,
    section: search.section,
    only_money: search.money === "true",
    only_differences: search.differences === "true",
  });
  return (
    <Card
      flush
      lead={
        <FilterBar
          filters={useFilters(roles, permissions)}
          values={search}
          onChange={change}
          tools={
            <Button
              size="small"
              icon="download"
              onClick={() => saveText("roles.csv", csvText(matrixLines(rows, chosen)), "text/csv")}
            >
              {t("matrix.export")}
            </Button>
          }
        />
      }
    >
      {rows.length === 0 || chosen.length === 0 ? (
        <EmptyState icon="search" title={t("matrix.nothing")}>
          {t("matrix.nothing_text")}
        </EmptyState>
      ) : (
        <Matrix rows={rows} roles={chosen} comparing={comparing} />
      )}
    </Card>
  );
}

function useFilters(roles: readonly Role[], permissions: readonly Permission[]): Filter[] {
  const { t } = useTranslation("roles");
  const sections = [...new Set(permissions.map(({ section }) => section))];
  return [
    {
      kind: "search",
      name: "search",
      label: t("filter.search"),
      placeholder: t("filter.search_hint"),
    },
    {
      kind: "choice",
      name: "roles",
      label: t("filter.compare"),
      multiple: true,
      options: roles.map((role) => ({
        value: role.key,
        label: role.company_name ? `${role.name} · ${role.company_name}` : role.name,
      })),
    },
    {
      kind: "choice",
      name: "section",
      label: t("filter.section"),
      options: sections.map((section) => ({ value: section, label: sectionName(section) })),
    },
    { kind: "flag", name: "differences", label: t("filter.differences") },
    { kind: "flag", name: "money", label: t("filter.money") },
  ];
}

function CreateButton() {
  const { t } = useTranslation("roles");
  const can = useCan("create_role");
  return (
    <ButtonLink to="/roles/create" variant="primary" icon="plus" disabledReason={can.reason}>
      {t("create.action")}
    </ButtonLink>
  );
}
