// What was paid to a recipient, newest first.
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { Instant } from "../../ui/instant.tsx";
import { List } from "../../ui/list-page.tsx";
import { Money } from "../../ui/money.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { PaymentStatus } from "../../ui/status.tsx";
import { type Payout, payoutsQuery, type Recipient } from "./api.ts";
import style from "./recipients.module.css";

export function PayoutsCard({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("recipients");
  const can = useCan("list_payments");
  if (!can.allowed) return null;
  return (
    <section>
      <h2 className={style.heading}>{t("payouts.title")}</h2>
      <List
        list="recipient_payouts"
        label={t("payouts.title")}
        columns={columnsOf(t)}
        query={payoutsQuery(recipient.recipient_id)}
        rowKey={(row) => row.payment_id}
        rowPath={(row) => `/payments/${row.payment_id}`}
        empty={
          <EmptyState icon="bank" title={t("payouts.empty")}>
            {t("payouts.empty_text")}
          </EmptyState>
        }
      />
    </section>
  );
}

const columnsOf = (t: TFunction<"recipients">): Column<Payout>[] => [
  {
    id: "created_at",
    title: t("payouts.created"),
    cell: (row) => <Instant at={row.created_at} />,
    always: true,
  },
  {
    id: "status",
    title: t("column.state"),
    narrow: "plain",
    cell: (row) => <PaymentStatus lifecycle={row.lifecycle} in_doubt={row.in_doubt} />,
  },
  {
    id: "amount",
    title: t("payouts.amount"),
    align: "end",
    narrow: "trail",
    cell: (row) => <Money minor={row.amount_minor} currency={row.currency} code />,
    always: true,
  },
  { id: "external_id", title: t("payouts.order"), cell: (row) => row.external_id },
];
