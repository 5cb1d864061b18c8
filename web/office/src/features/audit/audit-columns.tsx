// Columns of the trail, in the order they are shown.
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Copyable } from "../../ui/copyable.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { useMerchantName } from "../../ui/reference.ts";
import { Status } from "../../ui/status.tsx";
import type { AuditRow } from "./api.ts";
import style from "./audit.module.css";
import { SubjectCell } from "./subject.tsx";
import { reasonText, useTrailWords } from "./words.ts";

export function useAuditColumns(): Column<AuditRow>[] {
  const { t } = useTranslation("audit");
  const merchantName = useMerchantName();
  return useMemo(() => columns(t, merchantName), [t, merchantName]);
}

const columns = (
  t: TFunction<"audit">,
  merchantName: (merchant_id: string) => string | undefined,
): Column<AuditRow>[] => [
  {
    id: "at",
    title: t("column.at"),
    cell: (row) => <Instant at={row.at} as="second" />,
    width: 172,
    always: true,
  },
  {
    id: "action",
    title: t("column.action"),
    cell: (row) => <ActionCell row={row} />,
    always: true,
  },
  {
    id: "outcome",
    title: t("column.outcome"),
    narrow: "trail",
    cell: (row) => <Status kind="outcome" value={row.outcome} />,
    width: 110,
    always: true,
  },
  { id: "actor", title: t("column.actor"), cell: (row) => <ActorCell row={row} /> },
  {
    id: "subject",
    title: t("column.subject"),
    cell: (row) => <SubjectCell kind={row.subject_kind} id={row.subject_id} />,
  },
  {
    id: "merchant",
    title: t("column.merchant"),
    narrow: "hidden",
    cell: (row) =>
      row.merchant_id && (
        <span className={style.clipped}>{merchantName(row.merchant_id) ?? row.merchant_id}</span>
      ),
  },
  {
    id: "ip",
    title: t("column.ip"),
    narrow: "hidden",
    cell: (row) => row.ip && <span className={style.mono}>{row.ip}</span>,
  },
  {
    id: "seq",
    title: t("column.seq"),
    align: "end",
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => row.seq,
  },
  {
    id: "audit_id",
    title: t("column.audit_id"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => <Copyable short text={row.audit_id} />,
  },
];

function ActionCell({ row }: { row: AuditRow }) {
  const words = useTrailWords();
  return (
    <span className={style.action}>
      <span title={row.action}>{words.action(row.action)}</span>
      {row.reason && <span className={style.reason}>{reasonText(row.reason)}</span>}
    </span>
  );
}

const actor_icons: Record<string, IconName> = {
  user: "user",
  api_key: "key",
  job: "gear",
  provider: "bank",
};

export function ActorCell({ row }: { row: AuditRow }) {
  const { t } = useTranslation("audit");
  const words = useTrailWords();
  return (
    <span className={style.actor}>
      <Icon name={actor_icons[row.actor_kind] ?? "user"} label={words.actor_kind(row.actor_kind)} />
      <span className={style.clipped} title={row.actor}>
        {row.actor || t("nobody")}
      </span>
      {row.impersonator && (
        <span className={style.reason}>{t("impersonated", { name: row.impersonator })}</span>
      )}
    </span>
  );
}
