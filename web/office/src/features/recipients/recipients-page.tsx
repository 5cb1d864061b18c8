// All recipients, newest first; without any, what a recipient is for.
import { useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { Instant } from "../../ui/instant.tsx";
import { List } from "../../ui/list-page.tsx";
import { LiveIndicator } from "../../ui/live.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Page } from "../../ui/page.tsx";
import { useMerchantOptions } from "../../ui/reference.ts";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import {
  isAboutRecipients,
  listQuery,
  type Recipient,
  refreshRecipients,
  type State,
} from "./api.ts";
import { stateLooks } from "./looks.ts";
import style from "./recipients.module.css";
import { StateBadge } from "./state-badge.tsx";

export default function RecipientsPage() {
  const { t } = useTranslation("recipients");
  const can = useCan("list_recipients");
  return (
    <Page
      title={t("title")}
      note={t("note")}
      actions={
        can.allowed && (
          <>
            <LiveIndicator />
            <ButtonLink to="/payouts" icon="bank">
              {t("payouts.link")}
            </ButtonLink>
            <CreateLink />
          </>
        )
      }
    >
      {can.allowed ? <Recipients /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

function CreateLink() {
  const { t } = useTranslation("recipients");
  const can = useCan("create_recipient");
  return (
    <ButtonLink to="/recipients/create" variant="primary" icon="plus" disabledReason={can.reason}>
      {t("create.action")}
    </ButtonLink>
  );
}

const states = Object.keys(stateLooks) as State[];

function Recipients() {
  const { t } = useTranslation("recipients");
  const queries = useQueryClient();
  const merchants = useMerchantOptions();
  useLiveRefresh(isAboutRecipients, () => void refreshRecipients(queries));
  return (
    <List
      list="recipients"
      label={t("title")}
      columns={columnsOf(t)}
      filters={[
        { kind: "search", name: "search", label: t("search"), placeholder: t("search_hint") },
        {
          kind: "choice",
          name: "state",
          label: t("column.state"),
          options: states.map((value) => ({ value, label: t(`state.${value}`) })),
        },
        { kind: "choice", name: "merchant_id", label: t("column.merchant"), options: merchants },
        { kind: "flag", name: "usable", label: t("filter.usable") },
      ]}
      query={listQuery}
      rowKey={(row) => row.recipient_id}
      rowPath={(row) => `/recipients/${row.recipient_id}`}
      empty={
        <EmptyState icon="payee" title={t("empty.title")}>
          {t("empty.text")}
        </EmptyState>
      }
    />
  );
}

const columnsOf = (t: TFunction<"recipients">): Column<Recipient>[] => [
  {
    id: "name",
    title: t("column.name"),
    cell: (row) => <span className={style.name}>{row.name}</span>,
    always: true,
  },
  {
    id: "state",
    title: t("column.state"),
    narrow: "trail",
    cell: (row) => <StateBadge recipient={row} />,
    always: true,
  },
  {
    id: "destination",
    title: t("column.destination"),
    narrow: "plain",
    cell: (row) => (
      <span className={style.destination}>
        {row.destination} <span className={style.quiet}>{t(`kind.${row.kind}`)}</span>
      </span>
    ),
  },
  { id: "holder", title: t("column.holder"), cell: (row) => row.holder, initiallyHidden: true },
  { id: "currency", title: t("column.currency"), cell: (row) => row.currency },
  { id: "merchant", title: t("column.merchant"), cell: (row) => row.merchant_name },
  {
    id: "updated",
    title: t("column.updated"),
    cell: (row) => <Instant at={row.updated_at ?? row.created_at} as="relative" />,
  },
  {
    id: "by",
    title: t("column.by"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => row.updated_by,
  },
];
