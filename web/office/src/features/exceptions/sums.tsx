// The desk in four figures.
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { Card, CardGrid, Figure } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Skeleton } from "../../ui/states.tsx";
import type { UnansweredSums } from "./api.ts";
import style from "./exceptions.module.css";

export function Sums({ sums }: { sums: UnansweredSums | undefined }) {
  const { t } = useTranslation("exceptions");
  const waiting = <Skeleton width={60} height={22} />;
  return (
    <CardGrid min={140}>
      <Card>
        <Figure
          label={t("sums.waiting")}
          value={sums ? sums.operations : waiting}
          note={sums && sums.quarter_hour > 0 && t("sums.late", { count: sums.quarter_hour })}
        />
      </Card>
      <Card>
        <Figure
          label={t("sums.oldest")}
          value={!sums ? waiting : sums.oldest_at === null ? "–" : <Since at={sums.oldest_at} />}
          note={sums && sums.day > 0 && t("sums.day", { count: sums.day })}
        />
      </Card>
      <Card>
        <Figure label={t("sums.at_stake")} value={sums ? <Stake sums={sums} /> : waiting} />
      </Card>
      <Card>
        <Figure
          label={t("sums.cases")}
          value={sums ? sums.exceptions : waiting}
          note={
            sums?.oldest_exception_at && (
              <>
                {t("sums.oldest_case")} <Instant at={sums.oldest_exception_at} as="relative" />
              </>
            )
          }
        />
      </Card>
    </CardGrid>
  );
}

const Since = ({ at }: { at: number }) => <Instant at={at} as="relative" />;

/** Amounts of different currencies are never added up. */
function Stake({ sums }: { sums: UnansweredSums }) {
  if (sums.at_stake.length === 0) return "–";
  return (
    <span className={style.stake}>
      {sums.at_stake.map(({ amount_minor, currency }) => (
        <span key={currency}>{formatMoney(amount_minor, currency)}</span>
      ))}
    </span>
  );
}
