// The one table of all lists: sticky header, density, hidden columns, rows that open by mouse and
// by keyboard, and a narrow form in which every row becomes a small card.
import { columnVisibilityFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "../class-names.ts";
import { Icon } from "../icon.tsx";
import { Link } from "../link.tsx";
import { Skeleton } from "../states.tsx";
import { useSideways } from "../use-sideways.ts";
import type { Column, Sort } from "./column.ts";
import style from "./data-table.module.css";

const features = tableFeatures({ columnVisibilityFeature });

export interface DataTableProps<Row> {
  /** What the table holds, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Path a row opens. */
  rowPath?: (row: Row) => string;
  hidden?: readonly string[];
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Shows grey rows while the first page loads. */
  loading?: boolean;
  /** Rows to mark for a moment because they just arrived or changed. */
  fresh?: ReadonlySet<string>;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, hidden } = props;
  const definitions = useMemo(
    () => columns.map((column) => ({ id: column.id, header: column.title })),
    [columns],
  );
  const columnVisibility = useMemo(
    () => Object.fromEntries((hidden ?? []).map((id) => [id, false])),
    [hidden],
  );
  const data = useMemo(() => rows.map((row) => ({ row })), [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (entry) => rowKey(entry.row),
    state: { columnVisibility },
  });
  const shown = table
    .getVisibleLeafColumns()
    .flatMap((column) => columns.find((declared) => declared.id === column.id) ?? []);

  const sideways = useSideways();
  // Rows that open are reached by keyboard; a wide table of others has to be scrolled itself.
  const scrolled = sideways["data-wide"] && !props.rowPath;
  const reach = scrolled ? { role: "region", tabIndex: 0, "aria-label": props.label } : {};
  return (
    <div className={style.frame} {...sideways} {...reach}>
      <table
        className={style.table}
        role="table"
        aria-label={props.label}
        aria-busy={props.loading}
      >
        <Head columns={shown} sort={props.sort} onSort={props.onSort} />
        <tbody role="rowgroup" onKeyDown={moveBetweenRows} onPointerOver={nameCutCell}>
          {props.loading
            ? placeholderRows(shown)
            : table
                .getRowModel()
                .rows.map(({ id, original }) => (
                  <BodyRow
                    key={id}
                    row={original.row}
                    columns={shown}
                    path={props.rowPath?.(original.row)}
                    fresh={props.fresh?.has(id) ?? false}
                  />
                ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({
  columns,
  sort,
  onSort,
}: {
  columns: readonly Column<Row>[];
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}) {
  const direction = (column: Column<Row>) => {
    if (!column.sort || sort?.by !== column.sort) return undefined;
    return sort.descending ? "descending" : "ascending";
  };
  return (
    <thead role="rowgroup" className={style.head}>
      <tr role="row">
        {columns.map((column) => (
          <th
            key={column.id}
            role="columnheader"
            scope="col"
            className={cx(column.align === "end" && style.end)}
            style={column.width ? { width: column.width } : undefined}
            aria-sort={direction(column)}
          >
            {column.sort && onSort ? (
              <SortButton column={column} direction={direction(column)} onSort={onSort} />
            ) : (
              column.title
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function SortButton<Row>({
  column,
  direction,
  onSort,
}: {
  column: Column<Row>;
  direction: "ascending" | "descending" | undefined;
  onSort: (sort: Sort) => void;
}) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={style.sort}
      title={t("table.sort", { column: column.title })}
      onClick={() =>
        onSort({ by: column.sort ?? column.id, descending: direction !== "descending" })
      }
    >
      {column.title}
      {direction && <Icon name={direction === "ascending" ? "arrow-up" : "arrow-down"} size={12} />}
    </button>
  );
}

function BodyRow<Row>({
  row,
  columns,
  path,
  fresh,
}: {
  row: Row;
  columns: readonly Column<Row>[];
  path: string | undefined;
  fresh: boolean;
}) {
  return (
    <tr role="row" className={cx(path && style.open, fresh && style.fresh)}>
      {columns.map((column, place) => (
        <td
          key={column.id}
          role="cell"
          className={cx(column.align === "end" && style.end, style[placeOf(column, place)])}
          data-title={column.title}
        >
          {place === 0 && path ? rowLink(path, column.cell(row)) : column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

const placeOf = <Row,>(column: Column<Row>, place: number) =>
  column.narrow ?? (place === 0 ? "lead" : "line");

const rowLink = (path: string, content: ReactNode) => (
  <Link to={path} className={style.link} data-row-link>
    {content}
  </Link>
);

function placeholderRows<Row>(columns: readonly Column<Row>[]) {
  return Array.from({ length: 8 }, (_, line) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: placeholder rows have no other identity
    <tr key={line}>
      {columns.map((column, place) => (
        <td key={column.id} className={style[placeOf(column, place)]}>
          <Skeleton width={`${45 + ((line * 7 + place * 13) % 40)}%`} />
        </td>
      ))}
    </tr>
  ));
}

/** A cell whose text does not fit shows it whole while the mouse rests on it. */
function nameCutCell({ target }: PointerEvent<HTMLElement>) {
  const cell = (target as HTMLElement).closest("td");
  if (cell?.title !== "" || cell.querySelector("[title], button")) return;
  if (cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent;
}

/** Arrow keys (and j, k) move between rows; Enter is the link's own. */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const here = event.target as HTMLElement;
  if (step === undefined || !here.matches("[data-row-link]")) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row-link]")];
  const next = links[links.indexOf(here) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
