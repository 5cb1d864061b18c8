// Where the payment's money stands: what the merchant keeps, and what can still be refunded.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { cx } from "../../ui/class-names.ts";
import { Money } from "../../ui/money.tsx";
import type { Payment } from "./api.ts";
import style from "./payment.module.css";

export function AmountsCard({ payment }: { payment: Payment }) {
  const { t } = useTranslation("payments");
  const { currency, captured_minor, refund_pending_minor } = payment;
  const money = (minor: number) => <Money minor={minor} currency={currency} />;
  return (
    <Card title={t("amounts.title")} note={t("amounts.note", { currency })}>
      <div className={style.sums}>
        <dl className={style.sum}>
          <Term name={t("amounts.captured")} value={money(captured_minor)} />
          <Term sign="−" name={t("amounts.refunded")} value={money(payment.refunded_minor)} />
          <Term sign="−" name={t("amounts.fees")} value={money(payment.fee_minor)} />
          <Term total sign="=" name={t("amounts.net")} value={money(payment.net_minor)} />
        </dl>
        <dl className={style.sum}>
          <Term name={t("amounts.captured")} value={money(captured_minor)} />
          <Term sign="−" name={t("amounts.refunded")} value={money(payment.refunded_minor)} />
          <Term sign="−" name={t("amounts.refund_pending")} value={money(refund_pending_minor)} />
          <Term
            total
            sign="="
            name={t("amounts.refundable")}
            value={money(payment.refundable_minor)}
          />
        </dl>
      </div>
    </Card>
  );
}

function Term({
  sign,
  name,
  value,
  total,
}: {
  sign?: string;
  name: string;
  value: ReactNode;
  total?: boolean;
}) {
  return (
    <div className={cx(style.term, total && style.total)}>
      <dt>
        <span className={style.sign} aria-hidden="true">
          {sign}
        </span>
        {name}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}
