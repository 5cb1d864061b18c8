// The buyer of a payment, and what else this buyer paid or tried to pay: who asks about one payment
// often means another.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Money } from "../../ui/money.tsx";
import { Status } from "../../ui/status.tsx";
import { buyerQuery, type Payment, type PaymentRow } from "./api.ts";
import style from "./payment.module.css";

export function BuyerCard({ payment }: { payment: Payment }) {
  const { t } = useTranslation("payments");
  const { buyer_id } = payment;
  const canLook = useCan("read_customer", payment);
  return (
    <Card title={t("facts.buyer")}>
      <Facts
        facts={[
          {
            name: t("facts.name"),
            value: `${payment.buyer_first_name} ${payment.buyer_last_name}`.trim(),
          },
          { name: t("facts.email"), value: payment.buyer_email },
          { name: t("column.buyer_id"), value: buyer_id && <Copyable text={buyer_id} /> },
          {
            name: t("buyer.customer"),
            value: (
              <Link to={`/customers/${payment.merchant_id}`} search={{ buyer_id }}>
                {t("buyer.see")}
              </Link>
            ),
            hidden: buyer_id === "" || !canLook.allowed,
          },
          { name: t("facts.locale"), value: payment.locale },
        ]}
      />
      {buyer_id && <OtherPayments payment={payment} />}
    </Card>
  );
}

const shown_at_most = 5;

function OtherPayments({ payment }: { payment: Payment }) {
  const { t } = useTranslation("payments");
  const { merchant_id, buyer_id, payment_id } = payment;
  const can = useCan("list_payments", payment);
  const { data } = useQuery({ ...buyerQuery(payment), enabled: can.allowed });
  const others = data?.filter((row) => row.payment_id !== payment_id) ?? [];
  if (!data) return null;
  if (others.length === 0) return <p className={style.others}>{t("buyer.first")}</p>;
  return (
    <section className={style.others} aria-label={t("buyer.others")}>
      <h3 className={style.othersTitle}>{t("buyer.others")}</h3>
      <ul>
        {others.slice(0, shown_at_most).map((row) => (
          <Other key={row.payment_id} row={row} />
        ))}
      </ul>
      {others.length > shown_at_most && (
        <Link to="/payments" search={{ merchant_id, search: buyer_id }}>
          {t("buyer.all")}
        </Link>
      )}
    </section>
  );
}

const Other = ({ row }: { row: PaymentRow }) => (
  <li className={style.other}>
    <Link to={`/payments/${row.payment_id}`}>
      <Money minor={row.amount_minor} currency={row.currency} code />
    </Link>
    <Status kind="payment" value={row.lifecycle} />
    <span className={style.otherTime}>
      <Instant at={row.created_at} as="relative" />
    </span>
  </li>
);
