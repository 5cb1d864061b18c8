// The lines of a batch, a hundred at a time, in the order of the file.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Link } from "../../ui/link.tsx";
import { Money } from "../../ui/money.tsx";
import { Inline } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type BatchDetail, type BatchItem, linesQuery } from "./api.ts";
import style from "./batches.module.css";
import { itemLooks } from "./looks.ts";
import { linesIn, type Part, statesOf } from "./parts.ts";

const views = {
  all: [],
  wrong: ["invalid", "not_done"],
  left: ["left"],
  under_way: ["under_way", "doubt"],
  done: ["done"],
} satisfies Record<string, Part[]>;
type View = keyof typeof views;

const numberOf = (text: string | undefined) => (text ? Number(text) : undefined);

export function LinesCard({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("batches");
  const [search, change] = useUrlState();
  const view = (search.lines ?? "all") as View;
  const after = numberOf(search.after);
  const before = numberOf(search.before);
  const parts: readonly Part[] = views[view] ?? [];
  const answer = useQuery({
    ...linesQuery(
      batch.batch_id,
      { states: parts.flatMap(statesOf), after, before },
      changesOf(batch),
    ),
    placeholderData: keepPreviousData,
  });
  const rows = answer.data?.rows ?? [];
  return (
    <Card
      flush
      lead={
        <div className={style.views}>
          <Segments
            label={t("lines.title")}
            value={view}
            onChange={(lines) => change({ lines, after: undefined, before: undefined })}
            options={(Object.keys(views) as View[]).map((value) => ({
              value,
              label: `${t(`lines.${value}`)} (${countOf(batch, value).toLocaleString("en")})`,
            }))}
          />
        </div>
      }
    >
      {answer.error && !answer.data ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : !answer.isPending && rows.length === 0 ? (
        <EmptyState icon="rows" title={t("lines.none")} />
      ) : (
        <div className={style.lines}>
          <DataTable
            label={t("lines.title")}
            columns={columnsOf(t)}
            rows={rows}
            rowKey={(row) => String(row.line_no)}
            loading={answer.isPending}
          />
        </div>
      )}
      <Pager rows={rows} after={after} before={before} hasMore={answer.data?.has_more ?? false} />
    </Card>
  );
}

/** Changes whenever a line may have: what is on the screen is asked for again. */
const changesOf = (batch: BatchDetail) =>
  batch.tallies.reduce((sum, one, index) => sum + one.lines * (index + 7), batch.updated_at);

const countOf = (batch: BatchDetail, view: View) =>
  view === "all"
    ? batch.lines_checked
    : views[view].reduce((sum, part) => sum + linesIn(batch.tallies, part), 0);

function Pager({
  rows,
  after,
  before,
  hasMore,
}: {
  rows: readonly BatchItem[];
  after: number | undefined;
  before: number | undefined;
  hasMore: boolean;
}) {
  const { t } = useTranslation("batches");
  const [, change] = useUrlState();
  const backwards = before !== undefined;
  const hasEarlier = backwards ? hasMore : after !== undefined;
  const hasLater = backwards || hasMore;
  if (!hasEarlier && !hasLater) return null;
  const go = (to: { after?: number; before?: number }) =>
    change({ after: to.after?.toString(), before: to.before?.toString() }, { push: true });
  return (
    <nav className={style.pager} aria-label={t("lines.pages")}>
      {rows.length > 0 && (
        <span className={style.quiet}>
          {t("lines.shown", { from: rows[0]?.line_no, to: rows.at(-1)?.line_no })}
        </span>
      )}
      <Inline>
        <Button
          size="small"
          icon="chevron-left"
          disabledReason={!hasEarlier && t("lines.no_earlier")}
          onClick={() => go({ before: rows[0]?.line_no ?? before })}
        >
          {t("lines.earlier")}
        </Button>
        <Button
          size="small"
          disabledReason={!hasLater && t("lines.no_later")}
          onClick={() => go({ after: rows.at(-1)?.line_no ?? after })}
        >
          {t("lines.later")}
        </Button>
      </Inline>
    </nav>
  );
}

const columnsOf = (t: TFunction<"batches">): Column<BatchItem>[] => [
  {
    id: "line",
    title: t("lines.column.line"),
    width: 76,
    cell: (row) => row.line_no.toLocaleString("en"),
    always: true,
  },
  {
    id: "state",
    title: t("column.state"),
    narrow: "trail",
    cell: (row) => <Badge {...itemLooks[row.state]} text={t(`item.${row.state}`)} />,
  },
  {
    id: "reference",
    title: t("lines.column.reference"),
    narrow: "plain",
    cell: (row) => <Reference item={row} />,
  },
  { id: "recipient", title: t("lines.column.recipient"), cell: (row) => row.recipient || "–" },
  {
    id: "amount",
    title: t("lines.column.amount"),
    align: "end",
    cell: (row) =>
      row.amount_minor === null || row.currency === null ? (
        "–"
      ) : (
        <Money minor={row.amount_minor} currency={row.currency} code />
      ),
  },
  {
    id: "faults",
    title: t("lines.column.faults"),
    narrow: "plain",
    cell: (row) => <Faults item={row} />,
  },
];

function Reference({ item }: { item: BatchItem }) {
  if (item.payment_id === null) return <span className={style.file}>{item.reference || "–"}</span>;
  return (
    <Link to={`/payments/${item.payment_id}`} className={style.file}>
      {item.reference}
    </Link>
  );
}

function Faults({ item }: { item: BatchItem }) {
  if (item.faults.length === 0) return null;
  return (
    <ul className={style.faults}>
      {item.faults.map((fault) => (
        <li key={`${fault.column} ${fault.code}`}>
          {fault.column && <code>{fault.column}</code>} {fault.message}
        </li>
      ))}
    </ul>
  );
}
