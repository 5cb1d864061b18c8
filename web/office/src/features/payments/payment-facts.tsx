// What is known about a payment beside its money: parties, method, references, addresses, metadata.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { JsonView } from "../../ui/json-view.tsx";
import { ExternalLink, Link } from "../../ui/link.tsx";
import type { PaymentDetail } from "./api.ts";
import { BuyerCard } from "./buyer-card.tsx";
import { MethodText } from "./method-text.tsx";
import { termsFacts } from "./terms-facts.ts";

const address_names = ["success_url", "failure_url", "return_url", "callback_url"] as const;

export function PaymentFacts({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const { payment } = detail;
  const has_metadata = Object.keys(payment.metadata).length > 0;
  const addresses = address_names.filter((name) => payment[name] !== "");
  return (
    <>
      <Card title={t("facts.payment")}>
        <Facts
          facts={[
            {
              name: t("column.merchant"),
              value: <Link to={`/merchants/${payment.merchant_id}`}>{payment.merchant_name}</Link>,
            },
            { name: t("column.external_id"), value: <Text text={payment.external_id} /> },
            { name: t("facts.description"), value: payment.description },
            { name: t("column.method"), value: <MethodText {...payment} /> },
            { name: t("facts.provider"), value: payment.provider_account_title },
            ...termsFacts(t, detail),
            {
              name: t("terms.recipient"),
              value: (
                <Link to={`/recipients/${detail.payout?.recipient_id}`}>
                  {detail.payout?.recipient_name}
                </Link>
              ),
              hidden: !detail.payout?.recipient_id,
            },
            {
              name: t("terms.parent"),
              value: (
                <Link to={`/payments/${detail.terms.parent_payment_id}`}>
                  {t("terms.see_parent")}
                </Link>
              ),
              hidden: detail.terms.parent_payment_id === null,
            },
            {
              name: t("column.created_at"),
              value: <Instant at={payment.created_at} as="second" />,
            },
            { name: t("column.completed_at"), value: <Ended at={payment.completed_at} /> },
            { name: t("facts.orsunpay_status"), value: <code>{payment.orsunpay_status}</code> },
          ]}
        />
      </Card>
      <BuyerCard payment={payment} />
      {addresses.length > 0 && (
        <Card title={t("facts.addresses")}>
          <Facts
            facts={addresses.map((name) => ({
              name: t(`facts.${name}`),
              value: <ExternalLink href={payment[name]} />,
            }))}
          />
        </Card>
      )}
      {has_metadata && (
        <Card title={t("facts.metadata")}>
          <JsonView value={payment.metadata} />
        </Card>
      )}
    </>
  );
}

const Text = ({ text }: { text: string }) => (text === "" ? <Nothing /> : <Copyable text={text} />);

const Nothing = () => <span aria-hidden="true">–</span>;

const Ended = ({ at }: { at: number | null }) =>
  at === null ? <Nothing /> : <Instant at={at} as="second" />;
