// The list of people, with what an administrator looks for: state, role, second factor, last use.
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import type { Filter } from "../../ui/filter-bar/filter.ts";
import { Instant } from "../../ui/instant.tsx";
import { ListPage } from "../../ui/list-page.tsx";
import { Page } from "../../ui/page.tsx";
import { companiesQuery } from "../../ui/reference.ts";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { Badge, Status, useStatusWord } from "../../ui/status.tsx";
import { listQuery, type User } from "./api.ts";
import { placeName } from "./places.ts";
import { useRoleOptions } from "./role-options.ts";

export default function PeoplePage() {
  const { t } = useTranslation("people");
  const can = useCan("list_users");
  if (can.allowed) return <People />;
  return (
    <Page title={t("title")}>
      <NoPermission permission="users:read" />
    </Page>
  );
}

function People() {
  const { t } = useTranslation("people");
  const columns = useMemo(() => peopleColumns(t), [t]);
  return (
    <ListPage
      title={t("title")}
      actions={<AddButton />}
      list="people"
      label={t("title")}
      columns={columns}
      filters={useFilters()}
      query={listQuery}
      rowKey={(row) => row.user_id}
      rowPath={(row) => `/people/${row.user_id}`}
      empty={
        <EmptyState icon="team" title={t("empty.title")} action={<AddButton />}>
          {t("empty.text")}
        </EmptyState>
      }
    />
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("people");
  const word = useStatusWord();
  const roles = useRoleOptions();
  const { data: companies = [] } = useQuery(companiesQuery);
  const states = ["active", "invited", "locked", "disabled"];
  return [
    {
      kind: "search",
      name: "search",
      label: t("filter.search"),
      placeholder: t("filter.search_hint"),
    },
    {
      kind: "choice",
      name: "state",
      label: t("column.state"),
      options: states.map((state) => ({ value: state, label: word("user", state) })),
    },
    { kind: "choice", name: "role_key", label: t("column.role"), options: roles },
    {
      kind: "choice",
      name: "company_id",
      label: t("filter.company"),
      options: companies.map(({ company_id, name }) => ({ value: company_id, label: name })),
    },
    {
      kind: "choice",
      name: "second_factor",
      label: t("column.second_factor"),
      options: [
        { value: "on", label: t("factor.on") },
        { value: "off", label: t("factor.off") },
      ],
    },
    {
      kind: "choice",
      name: "signed_in",
      label: t("column.last_login"),
      options: ["7", "30", "-30", "-60"].map((value) => ({
        value,
        label: t(`filter.signed_in.${value.replace("-", "not_")}` as "filter.signed_in.7"),
      })),
    },
  ];
}

const peopleColumns = (t: TFunction<"people">): Column<User>[] => [
  { id: "name", title: t("column.name"), cell: (row) => row.name, always: true },
  {
    id: "state",
    title: t("column.state"),
    narrow: "trail",
    cell: (row) => <Status kind="user" value={row.state} />,
  },
  { id: "email", title: t("column.email"), cell: (row) => row.email },
  { id: "role", title: t("column.role"), cell: (row) => rolesText(row, t) },
  {
    id: "second_factor",
    title: t("column.second_factor"),
    cell: (row) =>
      row.totp_enrolled || row.passkeys > 0 ? (
        <Badge tone="success" icon="shield" text={t("factor.on")} />
      ) : (
        <Badge tone="warning" icon="alert" text={t("factor.off")} />
      ),
  },
  {
    id: "last_login",
    title: t("column.last_login"),
    cell: (row) =>
      row.last_login_at === null ? t("never") : <Instant at={row.last_login_at} as="relative" />,
  },
  {
    id: "created_at",
    title: t("column.created_at"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => <Instant at={row.created_at} as="date" />,
  },
];

const named_at_most = 2;

function rolesText(user: User, t: TFunction<"people">): string {
  const named = user.memberships
    .slice(0, named_at_most)
    .map((one) => [one.role_name, placeName(one)].filter(Boolean).join(", "));
  const more = user.memberships.length - named_at_most;
  if (named.length === 0) return t("no_role");
  return more > 0 ? t("and_more", { named: named.join("; "), count: more }) : named.join("; ");
}

function AddButton() {
  const { t } = useTranslation("people");
  const can = useCan("invite_user");
  return (
    <ButtonLink to="/people/add" variant="primary" icon="plus" disabledReason={can.reason}>
      {t("add.action")}
    </ButtonLink>
  );
}
