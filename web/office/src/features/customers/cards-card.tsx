// The cards a customer paid with, as far as they may be shown, and which may be charged again.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import type { CustomerCard } from "./api.ts";
import style from "./customers.module.css";

export function CardsCard({ cards }: { cards: readonly CustomerCard[] }) {
  const { t } = useTranslation("customers");
  return (
    <Card title={t("cards.title")} note={t("cards.note")}>
      {cards.length === 0 ? (
        <EmptyState icon="card" title={t("cards.none")}>
          {t("cards.none_text")}
        </EmptyState>
      ) : (
        <ul className={style.cards}>
          {cards.map((card) => (
            <Line key={card.card_id} card={card} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ card }: { card: CustomerCard }) {
  const { t } = useTranslation("customers");
  const date = `${String(card.expiry_month).padStart(2, "0")}/${card.expiry_year}`;
  return (
    <li>
      <span className={style.card}>
        <b>
          {sentence(card.brand)} <span className={style.mono}>•••• {card.last4}</span>
        </b>
        {card.stored_as.map((one) => (
          <Badge key={one} tone="violet" icon="refresh" text={t(`cards.stored.${one}`)} />
        ))}
        {card.is_expired && (
          <Badge tone="warning" icon="alert" text={t("cards.expired", { date })} />
        )}
      </span>
      <span className={style.quiet}>
        {[card.holder, !card.is_expired && t("cards.expires", { date })]
          .filter(Boolean)
          .join(" · ")}
      </span>
      <span className={style.quiet}>
        {t("cards.used", { count: card.payments })}, {t("cards.last_used")}{" "}
        <Instant at={card.last_used_at} as="relative" />
      </span>
    </li>
  );
}
