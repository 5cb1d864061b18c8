// Columns of the transactions list, in the order they are shown.
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Copyable } from "../../ui/copyable.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DeclineLink } from "../../ui/decline-reason.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Money } from "../../ui/money.tsx";
import { Badge, PaymentStatus, Status } from "../../ui/status.tsx";
import type { PaymentRow } from "./api.ts";
import { MethodText } from "./method-text.tsx";
import style from "./payments.module.css";

export function usePaymentColumns(): Column<PaymentRow>[] {
  const { t } = useTranslation("payments");
  return useMemo(() => columns(t), [t]);
}

const columns = (t: TFunction<"payments">): Column<PaymentRow>[] => [
  {
    id: "created_at",
    title: t("column.created_at"),
    cell: (row) => <Instant at={row.created_at} as="second" />,
    width: 172,
    always: true,
  },
  {
    id: "status",
    title: t("column.status"),
    narrow: "plain",
    cell: (row) => <StatusCell row={row} />,
    always: true,
  },
  {
    id: "amount",
    title: t("column.amount"),
    align: "end",
    narrow: "trail",
    cell: (row) => <Money minor={row.amount_minor} currency={row.currency} code />,
    always: true,
  },
  {
    id: "merchant",
    title: t("column.merchant"),
    narrow: "plain",
    cell: (row) => (
      <span className={style.merchant} title={row.merchant_name}>
        {row.merchant_name}
      </span>
    ),
  },
  {
    id: "external_id",
    title: t("column.external_id"),
    cell: (row) => row.external_id && <span className={style.mono}>{row.external_id}</span>,
  },
  {
    id: "method",
    title: t("column.method"),
    cell: (row) => <MethodText {...row} />,
  },
  {
    id: "payment_id",
    title: t("column.payment_id"),
    narrow: "hidden",
    cell: (row) => <Copyable short text={row.payment_id} />,
  },
  {
    id: "buyer_id",
    title: t("column.buyer_id"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => row.buyer_id && <span className={style.mono}>{row.buyer_id}</span>,
  },
  {
    id: "refund_state",
    title: t("column.refund_state"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => <Status kind="refund_state" value={refundWord(row)} />,
  },
  ...amounts(t),
  {
    id: "completed_at",
    title: t("column.completed_at"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => <Instant at={row.completed_at} as="second" />,
  },
];

const amounts = (t: TFunction<"payments">): Column<PaymentRow>[] =>
  (["captured_minor", "refunded_minor"] as const).map((name) => ({
    id: name,
    title: t(`column.${name}`),
    align: "end",
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => <Money minor={row[name]} currency={row.currency} faint={row[name] === 0} />,
  }));

/** A refund on its way is more than "not refunded". */
export const refundWord = (row: PaymentRow) =>
  row.refund_pending_minor > 0 && row.refund_state === "none" ? "pending" : row.refund_state;

function StatusCell({ row }: { row: PaymentRow }) {
  const { t } = useTranslation("payments");
  return (
    <span className={style.status}>
      {row.kind !== "purchase" && <Badge tone="violet" text={t(`kind.${row.kind}`)} />}
      <PaymentStatus {...row} refund_state={refundWord(row)} />
      {row.decline_reason && <DeclineLink reason={row.decline_reason} className={style.reason} />}
    </span>
  );
}
