// The columns of the rows of a review, and the buttons that decide about one.
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { Instant } from "../../ui/instant.tsx";
import { Badge } from "../../ui/status.tsx";
import style from "./access-reviews.module.css";
import type { AccessRow } from "./api.ts";

export interface RowActs {
  /** Unset once the review is signed. */
  keep?: (row: AccessRow) => void;
  /** The row being kept. */
  busy?: string;
  /** Why nothing may be decided. */
  reason?: string | false;
  show: (row: AccessRow) => void;
}

export const rowColumns = (t: TFunction<"access_reviews">, acts: RowActs): Column<AccessRow>[] => [
  {
    id: "holder",
    title: t("column.holder"),
    narrow: "lead",
    always: true,
    cell: (row) => <Holder row={row} />,
  },
  {
    id: "title",
    title: t("column.title"),
    always: true,
    cell: (row) => <Held row={row} />,
  },
  {
    id: "factors",
    title: t("column.factors"),
    cell: (row) =>
      row.factors.map((factor) => t(`factor.${factor}`)).join(", ") || t("factor.none"),
  },
  {
    id: "last_used_at",
    title: t("column.last_used_at"),
    cell: (row) =>
      row.last_used_at === null ? t("rows.never") : <Instant at={row.last_used_at} />,
  },
  {
    id: "decision",
    title: t("column.decision"),
    narrow: "trail",
    always: true,
    width: 130,
    cell: (row) => <DecisionBadge row={row} />,
  },
  {
    id: "acts",
    title: t("column.acts"),
    align: "end",
    always: true,
    width: acts.keep ? 170 : 100,
    cell: (row) => <Acts row={row} {...acts} />,
  },
];

function Holder({ row }: { row: AccessRow }) {
  const { t } = useTranslation("access_reviews");
  const stands = row.account_state && row.account_state !== "active" && ` · ${row.account_state}`;
  return (
    <span className={style.two}>
      <span>{row.holder || t("rows.nobody")}</span>
      <span className={style.soft}>
        {row.email}
        {stands}
      </span>
    </span>
  );
}

function Held({ row }: { row: AccessRow }) {
  const { t } = useTranslation("access_reviews");
  return (
    <span className={style.two}>
      <span>
        {row.title} {row.is_platform && <Badge tone="warning" text={t("rows.platform")} />}
      </span>
      <span className={style.soft}>
        {t(`kind.${row.kind}`)} · {row.place}
      </span>
    </span>
  );
}

function Acts({ row, keep, busy, reason, show }: RowActs & { row: AccessRow }) {
  const { t } = useTranslation("access_reviews");
  return (
    <span className={style.acts}>
      {keep && row.decision !== "keep" && (
        <Button
          size="small"
          disabledReason={reason}
          busy={busy === row.row_id}
          onClick={() => keep(row)}
        >
          {t("rows.keep")}
        </Button>
      )}
      <Button size="small" onClick={() => show(row)}>
        {t(keep ? "rows.decide" : "rows.read")}
      </Button>
    </span>
  );
}

function DecisionBadge({ row }: { row: AccessRow }) {
  const { t } = useTranslation("access_reviews");
  if (row.outcome !== "none")
    return <Badge tone="danger" icon="x-circle" text={t(`outcome.${row.outcome}`)} />;
  if (row.decision === "remove")
    return <Badge tone="danger" icon="x-circle" text={t("decision.remove")} />;
  if (row.decision === "keep")
    return <Badge tone="success" icon="check" text={t("decision.keep")} />;
  return <Badge text={t("decision.undecided")} />;
}
