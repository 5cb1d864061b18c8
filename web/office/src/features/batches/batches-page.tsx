// All batches, newest first; without any, what a batch is and a file to begin with.
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
import { Money } from "../../ui/money.tsx";
import { Page } from "../../ui/page.tsx";
import { useMerchantOptions } from "../../ui/reference.ts";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { type Batch, isAboutBatches, kinds, listQuery, refreshBatches, type State } from "./api.ts";
import style from "./batches.module.css";
import { stateLooks } from "./looks.ts";
import { linesIn, sumsOf } from "./parts.ts";
import { TemplateButtons } from "./template-buttons.tsx";

export default function BatchesPage() {
  const { t } = useTranslation("batches");
  const can = useCan("list_batches");
  return (
    <Page
      title={t("title")}
      note={t("note")}
      actions={
        can.allowed && (
          <>
            <LiveIndicator />
            <UploadLink />
          </>
        )
      }
    >
      {can.allowed ? <Batches /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

function UploadLink() {
  const { t } = useTranslation("batches");
  const can = useCan("create_batch");
  return (
    <ButtonLink to="/batches/upload" variant="primary" icon="plus" disabledReason={can.reason}>
      {t("upload.action")}
    </ButtonLink>
  );
}

const states = Object.keys(stateLooks) as State[];

function Batches() {
  const { t } = useTranslation("batches");
  const queries = useQueryClient();
  const merchants = useMerchantOptions();
  useLiveRefresh(isAboutBatches, () => void refreshBatches(queries));
  return (
    <List
      list="batches"
      label={t("title")}
      columns={columnsOf(t)}
      filters={[
        {
          kind: "choice",
          name: "kind",
          label: t("column.kind"),
          options: kinds.map((value) => ({ value, label: t(`kind.${value}`) })),
        },
        {
          kind: "choice",
          name: "state",
          label: t("column.state"),
          options: states.map((value) => ({ value, label: t(`state.${value}`) })),
        },
        { kind: "choice", name: "merchant_id", label: t("column.merchant"), options: merchants },
      ]}
      query={listQuery}
      rowKey={(row) => row.batch_id}
      rowPath={(row) => `/batches/${row.batch_id}`}
      empty={
        <EmptyState
          icon="rows"
          title={t("empty.title")}
          action={
            <div className={style.center}>
              <TemplateButtons />
            </div>
          }
        >
          {t("empty.text")}
        </EmptyState>
      }
    />
  );
}

const columnsOf = (t: TFunction<"batches">): Column<Batch>[] => [
  { id: "file", title: t("column.file"), cell: (row) => row.file_name, always: true },
  {
    id: "state",
    title: t("column.state"),
    narrow: "trail",
    cell: (row) => <Badge {...stateLooks[row.state]} text={t(`state.${row.state}`)} />,
  },
  { id: "kind", title: t("column.kind"), narrow: "plain", cell: (row) => t(`kind.${row.kind}`) },
  { id: "lines", title: t("column.lines"), align: "end", cell: (row) => <Counts batch={row} /> },
  {
    id: "total",
    title: t("column.total"),
    align: "end",
    cell: (row) => (
      <span className={style.amounts}>
        {sumsOf(row.tallies).map((sum) => (
          <Money key={sum.currency} minor={sum.total_minor} currency={sum.currency} code />
        ))}
      </span>
    ),
  },
  { id: "merchant", title: t("column.merchant"), cell: (row) => row.merchant_name },
  {
    id: "created",
    title: t("column.created"),
    cell: (row) => <Instant at={row.created_at} as="relative" />,
  },
  {
    id: "by",
    title: t("column.by"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => row.created_by,
  },
];

/** 1,000 (+997 −3): all lines, those that are done, those that are not to be. */
function Counts({ batch }: { batch: Batch }) {
  const { t } = useTranslation("batches");
  const done = linesIn(batch.tallies, "done");
  const wrong = linesIn(batch.tallies, "not_done") + linesIn(batch.tallies, "invalid");
  return (
    <span title={t("counts", { lines: batch.lines, done, wrong })}>
      {batch.lines.toLocaleString("en")}
      {done + wrong > 0 && ` (+${done.toLocaleString("en")} −${wrong.toLocaleString("en")})`}
    </span>
  );
}
