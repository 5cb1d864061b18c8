// The queue: what is not resolved, the most urgent first, until a state is chosen. Follows live.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import type { Filter } from "../../ui/filter-bar/filter.ts";
import { Instant } from "../../ui/instant.tsx";
import { ListPage } from "../../ui/list-page.tsx";
import { LiveIndicator } from "../../ui/live.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Page } from "../../ui/page.tsx";
import { merchantNamesQuery } from "../../ui/reference.ts";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { Status, useStatusWord } from "../../ui/status.tsx";
import { type Escalation, listQuery, refreshEscalations } from "./api.ts";
import { Due } from "./due.tsx";

export default function EscalationsPage() {
  const { t } = useTranslation("support");
  const can = useCan("list_escalations");
  if (can.allowed) return <Queue />;
  return (
    <Page title={t("queue.title")}>
      <NoPermission permission="escalations:read" />
    </Page>
  );
}

function Queue() {
  const { t } = useTranslation("support");
  const queries = useQueryClient();
  useLiveRefresh(
    (event) => event.subject_kind === "escalation",
    () => void refreshEscalations(queries),
  );
  const columns = useMemo(() => queueColumns(t), [t]);
  return (
    <ListPage
      title={t("queue.title")}
      actions={<LiveIndicator />}
      list="escalations"
      label={t("queue.title")}
      columns={columns}
      filters={useFilters()}
      query={listQuery}
      rowKey={(row) => row.escalation_id}
      rowPath={(row) => `/escalations/${row.escalation_id}`}
      empty={
        <EmptyState icon="check-circle" title={t("queue.empty")}>
          {t("queue.empty_text")}
        </EmptyState>
      }
    />
  );
}

const queues = ["operations", "risk", "finance", "technical"] as const;
const priorities = ["urgent", "high", "normal", "low"] as const;

function useFilters(): Filter[] {
  const { t } = useTranslation("support");
  const word = useStatusWord();
  const { data: merchants = [] } = useQuery(merchantNamesQuery);
  const states = ["open", "in_progress", "waiting", "resolved"];
  return [
    {
      kind: "choice",
      name: "state",
      label: t("column.state"),
      options: [
        { value: "all", label: t("filter.all_states") },
        ...states.map((state) => ({ value: state, label: word("escalation", state) })),
      ],
    },
    {
      kind: "choice",
      name: "queue",
      label: t("column.queue"),
      options: queues.map((queue) => ({ value: queue, label: t(`desk.${queue}`) })),
    },
    {
      kind: "choice",
      name: "priority",
      label: t("column.priority"),
      options: priorities.map((one) => ({ value: one, label: word("priority", one) })),
    },
    {
      kind: "choice",
      name: "assignee",
      label: t("column.assignee"),
      options: [
        { value: "me", label: t("filter.mine") },
        { value: "nobody", label: t("filter.nobody") },
      ],
    },
    {
      kind: "choice",
      name: "merchant_id",
      label: t("column.merchant"),
      options: merchants.map(({ merchant_id, name }) => ({ value: merchant_id, label: name })),
    },
    { kind: "flag", name: "overdue", label: t("filter.overdue") },
  ];
}

const title_length = 90;

/** The note's beginning stands for a title: it is what the asker wrote first. */
const shortNote = (note: string) =>
  note.length <= title_length ? note : `${note.slice(0, title_length).trimEnd()}…`;

const queueColumns = (t: TFunction<"support">): Column<Escalation>[] => [
  { id: "note", title: t("column.note"), cell: (row) => shortNote(row.note), always: true },
  {
    id: "state",
    title: t("column.state"),
    narrow: "trail",
    cell: (row) => <Status kind="escalation" value={row.state} />,
  },
  {
    id: "priority",
    title: t("column.priority"),
    narrow: "plain",
    cell: (row) => <Status kind="priority" value={row.priority} />,
  },
  { id: "due", title: t("column.due"), cell: (row) => <Due escalation={row} /> },
  { id: "queue", title: t("column.queue"), cell: (row) => t(`desk.${row.queue}`) },
  { id: "merchant", title: t("column.merchant"), cell: (row) => row.merchant_name },
  {
    id: "assignee",
    title: t("column.assignee"),
    cell: (row) => row.assignee_name || t("nobody"),
  },
  {
    id: "created_by",
    title: t("column.created_by"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => row.created_by_name,
  },
  {
    id: "created_at",
    title: t("column.created_at"),
    narrow: "hidden",
    cell: (row) => <Instant at={row.created_at} as="relative" />,
  },
];
