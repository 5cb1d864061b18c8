// Where a merchant's money stands, what it pays, and what it is called.
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { ExternalLink, Link } from "../../ui/link.tsx";
import { Split } from "../../ui/page.tsx";
import type { Merchant } from "./api.ts";
import { BalancesCard } from "./balances-card.tsx";
import { ContactCard } from "./contact-card.tsx";
import { FeeCard } from "./fee-card.tsx";
import style from "./merchants.module.css";

export function OverviewTab({ merchant }: { merchant: Merchant }) {
  return (
    <Split
      main={
        <>
          <BalancesCard merchant={merchant} />
          <FeeCard merchant={merchant} />
        </>
      }
      side={
        <>
          <LinksCard merchant={merchant} />
          <ContactCard merchant={merchant} />
          <FactsCard merchant={merchant} />
        </>
      }
    />
  );
}

/** Ready-made looks at this merchant's transactions. */
const looks = [
  { name: "all", search: {} },
  { name: "captured", search: { lifecycle: "captured" } },
  { name: "declined", search: { lifecycle: "declined" } },
  { name: "in_doubt", search: { in_doubt: "true" } },
] as const;

function LinksCard({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const { reason } = useCan("list_payments", merchant);
  const { merchant_id } = merchant;
  return (
    <Card title={t("links.title")}>
      {reason ? (
        <p className={style.quiet}>{reason}</p>
      ) : (
        <ul className={style.links}>
          {looks.map(({ name, search }) => (
            <li key={name}>
              <Link to="/payments" search={{ merchant_id, ...search }}>
                {t(`links.${name}`)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function FactsCard({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const { website } = merchant;
  return (
    <Card title={t("facts.title")}>
      <Facts
        facts={[
          { name: t("column.company"), value: merchant.company_name },
          { name: t("field.legal_name"), value: merchant.legal_name },
          {
            name: t("facts.project_id"),
            value: (
              <>
                <Copyable text={merchant.project_id} short />
                <div className={style.faint}>{t("facts.project_hint")}</div>
              </>
            ),
          },
          { name: t("field.settlement_currency"), value: merchant.settlement_currency },
          { name: t("field.allowed_currencies"), value: merchant.allowed_currencies.join(", ") },
          { name: t("field.mcc"), value: merchant.mcc },
          { name: t("field.statement_descriptor"), value: merchant.statement_descriptor },
          { name: t("field.website"), value: website && <ExternalLink href={website} /> },
          {
            name: t("column.created_at"),
            value: <Instant at={merchant.created_at} />,
          },
        ]}
      />
    </Card>
  );
}
