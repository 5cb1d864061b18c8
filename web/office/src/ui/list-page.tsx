// A whole list page from a declaration: columns, filters and the query. It owns what every list has
// in common: filters in the address, paging by key, loading, nothing found, failure, refresh.
import {
  keepPreviousData,
  type QueryFunction,
  type QueryKey,
  type SkipToken,
  useQuery,
} from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "./button.tsx";
import { Card } from "./card.tsx";
import type { Column } from "./data-table/column.ts";
import { ColumnMenu, useHiddenColumns } from "./data-table/column-menu.tsx";
import { DataTable } from "./data-table/data-table.tsx";
import { activeFilters, type Filter, type FilterValues } from "./filter-bar/filter.ts";
import { FilterBar } from "./filter-bar/filter-bar.tsx";
import style from "./list-page.module.css";
import { Page, type PageProps } from "./page.tsx";
import { EmptyState, ErrorState } from "./states.tsx";
import { useUrlState } from "./url-state.ts";

export interface RowsPage<Row> {
  rows: Row[];
  has_older?: boolean;
  next_before?: string | null;
  /** Absent when the server pages only towards older rows. */
  has_newer?: boolean;
}

export interface PageKey {
  before?: string;
  after?: string;
}

/** What `queryOptions` of the feature's api.ts answers; each list has its own shape of key. */
export interface ListQuery<Row> {
  queryKey: QueryKey;
  // biome-ignore lint/suspicious/noExplicitAny: functions of one shape of key take no other
  queryFn?: QueryFunction<RowsPage<Row>, any> | SkipToken;
}

export interface ListProps<Row> {
  /** Name under which this list's columns are remembered. */
  list: string;
  label: string;
  columns: readonly Column<Row>[];
  filters?: readonly Filter[];
  query: (filters: FilterValues, page: PageKey) => ListQuery<Row>;
  rowKey: (row: Row) => string;
  rowPath?: (row: Row) => string;
  /** Shown when there is nothing at all, without any filter. */
  empty: ReactNode;
  fresh?: ReadonlySet<string>;
  tools?: ReactNode;
}

export function ListPage<Row>(props: ListProps<Row> & Omit<PageProps, "children">) {
  const { title, aside, note, crumbs, actions, ...list } = props;
  return (
    <Page title={title} aside={aside} note={note} crumbs={crumbs} actions={actions}>
      <List {...list} />
    </Page>
  );
}

/** The list without the page's frame, for use inside a tab or card. */
export function List<Row>(props: ListProps<Row>) {
  const [search, change] = useUrlState();
  const { columns, filters = [] } = props;
  const { hidden, toggle } = useHiddenColumns(props.list, columns);
  const page = { before: search.before, after: search.after };
  const answer = useQuery({ ...props.query(search, page), placeholderData: keepPreviousData });
  const rows = answer.data?.rows ?? [];
  const filtered = activeFilters(filters, search).length > 0;

  return (
    <Card
      flush
      lead={
        <FilterBar
          filters={filters}
          values={search}
          onChange={(part) => change({ ...part, before: undefined, after: undefined })}
          tools={
            <>
              {props.tools}
              <RefreshButton busy={answer.isFetching} refresh={() => void answer.refetch()} />
              <ColumnMenu columns={columns} hidden={hidden} toggle={toggle} />
            </>
          }
        />
      }
    >
      {answer.error && !answer.data ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : !answer.isPending && rows.length === 0 ? (
        <Nothing
          filtered={filtered || Boolean(page.before)}
          stopped={answer.data?.has_older ?? false}
          empty={props.empty}
        />
      ) : (
        <DataTable
          label={props.label}
          columns={columns}
          rows={rows}
          rowKey={props.rowKey}
          rowPath={props.rowPath}
          hidden={hidden}
          loading={answer.isPending}
          fresh={props.fresh}
        />
      )}
      <Pager
        page={page}
        shown={rows.length}
        first={rows[0] && props.rowKey(rows[0])}
        last={answer.data?.next_before ?? (rows.at(-1) && props.rowKey(rows.at(-1) as Row))}
        hasOlder={answer.data?.has_older ?? false}
        hasNewer={answer.data?.has_newer}
      />
    </Card>
  );
}

function RefreshButton({ busy, refresh }: { busy: boolean; refresh: () => void }) {
  const { t } = useTranslation();
  return (
    <IconButton
      icon="refresh"
      size="small"
      label={t("list.refresh")}
      busy={busy}
      onClick={refresh}
    />
  );
}

interface NothingProps {
  filtered: boolean;
  /** The search gave up before the end: older rows may still match. */
  stopped: boolean;
  empty: ReactNode;
}

function Nothing({ filtered, stopped, empty }: NothingProps) {
  const { t } = useTranslation();
  if (stopped)
    return (
      <EmptyState icon="search" title={t("list.nothing_so_far")}>
        {t("list.nothing_so_far_text")}
      </EmptyState>
    );
  if (!filtered) return empty;
  return (
    <EmptyState icon="search" title={t("list.nothing_found")}>
      {t("list.nothing_found_text")}
    </EmptyState>
  );
}

function Pager({
  page,
  shown,
  first,
  last,
  hasOlder,
  hasNewer,
}: {
  page: PageKey;
  shown: number;
  first: string | undefined;
  last: string | undefined;
  hasOlder: boolean;
  hasNewer: boolean | undefined;
}) {
  const { t } = useTranslation();
  const [, change] = useUrlState();
  const go = (before?: string, after?: string) => change({ before, after }, { push: true });
  const started = Boolean(page.before || page.after);
  const newer = hasNewer ?? started;
  if (shown === 0 && !started && !hasOlder) return null;
  return (
    <nav className={style.pager} aria-label={t("list.pages")}>
      <span className={style.count}>{t("list.rows", { count: shown })}</span>
      {started && (
        <Button size="small" variant="quiet" onClick={() => go()}>
          {t("list.newest")}
        </Button>
      )}
      {hasNewer !== undefined && (
        <Button
          size="small"
          icon="chevron-left"
          disabledReason={!newer && t("list.no_newer")}
          onClick={() => go(undefined, first)}
        >
          {t("list.newer")}
        </Button>
      )}
      <Button
        size="small"
        disabledReason={!hasOlder && t("list.no_older")}
        onClick={() => go(last)}
      >
        {t("list.older")}
      </Button>
    </nav>
  );
}
