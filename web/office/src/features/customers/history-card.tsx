// The newest payments of a customer, with the way to all of them.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { Card } from "../../ui/card.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DeclineLink } from "../../ui/decline-reason.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Money } from "../../ui/money.tsx";
import { PaymentStatus } from "../../ui/status.tsx";
import type { Customer, CustomerPayment } from "./api.ts";
import style from "./customers.module.css";

export function HistoryCard({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const { merchant_id, buyer_id, payments } = customer;
  return (
    <Card
      flush
      title={t("history.title")}
      note={t("history.note", { count: payments.length })}
      actions={
        <Link to="/payments" search={{ merchant_id, search: buyer_id }}>
          {t("history.all")}
        </Link>
      }
    >
      <DataTable
        label={t("history.title")}
        columns={useColumns()}
        rows={payments}
        rowKey={(row) => row.payment_id}
        rowPath={(row) => `/payments/${row.payment_id}`}
        hidden={[]}
        loading={false}
      />
    </Card>
  );
}

function useColumns(): Column<CustomerPayment>[] {
  const { t } = useTranslation("customers");
  return [
    {
      id: "created_at",
      title: t("history.created"),
      cell: (row) => <Instant at={row.created_at} as="minute" />,
      width: 150,
      always: true,
    },
    {
      id: "status",
      title: t("history.status"),
      narrow: "plain",
      cell: (row) => (
        <span className={style.status}>
          <PaymentStatus {...row} />
          {row.decline_reason && <DeclineLink reason={row.decline_reason} />}
        </span>
      ),
      always: true,
    },
    {
      id: "amount",
      title: t("history.amount"),
      align: "end",
      narrow: "trail",
      cell: (row) => <Money minor={row.amount_minor} currency={row.currency} code />,
      always: true,
    },
    {
      id: "payment",
      title: t("history.payment"),
      cell: (row) => <span className={style.mono}>{row.external_id}</span>,
    },
    {
      id: "method",
      title: t("history.method"),
      cell: (row) =>
        row.card_last4 === ""
          ? sentence(row.method)
          : `${sentence(row.card_brand)} •••• ${row.card_last4}`,
    },
  ];
}
