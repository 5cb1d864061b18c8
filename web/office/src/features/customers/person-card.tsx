// Who the customer is, as their newest payments say.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import type { Customer } from "./api.ts";

export function PersonCard({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const text = (value: string) => (value === "" ? "–" : <Copyable text={value} />);
  return (
    <Card title={t("person.title")} note={t("person.note")}>
      <Facts
        facts={[
          {
            name: t("fact.name"),
            value: `${customer.first_name} ${customer.last_name}`.trim() || "–",
          },
          { name: t("fact.email"), value: text(customer.email) },
          { name: t("fact.buyer_id"), value: text(customer.buyer_id) },
          { name: t("fact.ip"), value: text(customer.ip) },
          {
            name: t("fact.merchant"),
            value: <Link to={`/merchants/${customer.merchant_id}`}>{customer.merchant_name}</Link>,
          },
          { name: t("fact.first_seen"), value: <Instant at={customer.first_seen_at} /> },
          { name: t("fact.last_seen"), value: <Instant at={customer.last_seen_at} /> },
        ]}
      />
    </Card>
  );
}
