// My team: everybody in reach with role, phone and second step, what each right is held by, and the
// ways to add, change and watch. Only for those who look after people.

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { Instant } from "../../ui/instant.tsx";
import { List } from "../../ui/list-page.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { Badge, Status } from "../../ui/status.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Member, teamQuery } from "./api.ts";
import { MemberDialog } from "./member-dialog.tsx";
import { RightsCard } from "./rights-card.tsx";

export default function TeamPage() {
  const { t } = useTranslation("account");
  const can = useCan("list_users");
  const add = useCan("invite_user");
  const audit = useCan("list_audit_entries");
  const [search, change] = useUrlState();
  return (
    <Page
      title={t("team.title")}
      note={t("team.note")}
      actions={
        <>
          <ButtonLink to="/audit" icon="audit" disabledReason={audit.reason}>
            {t("team.actions")}
          </ButtonLink>
          <ButtonLink to="/people/add" variant="primary" icon="plus" disabledReason={add.reason}>
            {t("team.add")}
          </ButtonLink>
        </>
      }
    >
      {can.allowed ? (
        <Tabs
          label={t("team.parts")}
          value={search.tab ?? "members"}
          onChange={(tab) =>
            change({ tab: tab === "members" ? undefined : tab, before: undefined })
          }
          tabs={[
            { value: "members", label: t("team.members"), content: <Members /> },
            { value: "rights", label: t("team.rights"), content: <RightsCard /> },
          ]}
        />
      ) : (
        <NoPermission permission="users:read" />
      )}
    </Page>
  );
}

function Members() {
  const { t } = useTranslation("account");
  const [editing, setEditing] = useState<Member>();
  return (
    <>
      <List
        list="team"
        label={t("team.members")}
        columns={useColumns(setEditing)}
        filters={[
          {
            kind: "search",
            name: "search",
            label: t("team.find"),
            placeholder: t("team.find_hint"),
          },
        ]}
        query={teamQuery}
        rowKey={(row) => row.user_id}
        rowPath={(row) => `/people/${row.user_id}`}
        empty={<EmptyState icon="team" title={t("team.none")} />}
      />
      {editing && <MemberDialog member={editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

function useColumns(onEdit: (member: Member) => void): Column<Member>[] {
  const { t } = useTranslation("account");
  const edit = useCan("update_user");
  return [
    { id: "name", title: t("profile.name"), cell: (row) => row.name, always: true },
    {
      id: "state",
      title: t("team.state"),
      narrow: "trail",
      cell: (row) => <Status kind="user" value={row.state} />,
    },
    { id: "email", title: t("profile.email"), cell: (row) => row.email },
    {
      id: "roles",
      title: t("profile.roles"),
      cell: (row) =>
        row.memberships
          .map((one) =>
            [one.role_name, one.merchant_name ?? one.company_name].filter(Boolean).join(", "),
          )
          .join("; ") || t("profile.no_role"),
    },
    {
      id: "phone",
      title: t("team.phone"),
      cell: (row) =>
        row.has_phone ? (
          <Badge tone="success" icon="phone" text={t("team.phone_kept")} />
        ) : (
          <Badge tone="neutral" icon="minus" text={t("team.phone_none")} />
        ),
    },
    {
      id: "factor",
      title: t("team.factor"),
      cell: (row) =>
        row.totp_enrolled ? (
          <Badge tone="success" icon="shield" text={t("factor.on")} />
        ) : (
          <Badge tone="warning" icon="alert" text={t("factor.off")} />
        ),
    },
    {
      id: "seen",
      title: t("team.seen"),
      cell: (row) =>
        row.last_login_at === null ? (
          t("team.never")
        ) : (
          <Instant at={row.last_login_at} as="relative" />
        ),
    },
    {
      id: "edit",
      title: t("team.change"),
      align: "end",
      cell: (row) => (
        <Button size="small" disabledReason={edit.reason} onClick={() => onEdit(row)}>
          {t("team.edit")}
        </Button>
      ),
    },
  ];
}
