// Why payments were declined: the reasons with their meaning and their share, most frequent first.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { DeclineLink } from "../../ui/decline-reason.tsx";
import { Link } from "../../ui/link.tsx";
import { useDeclineReason } from "../../ui/reference.ts";
import { EmptyState, SkeletonLines } from "../../ui/states.tsx";
import type { Range } from "./api.ts";
import style from "./dashboard.module.css";
import { paymentsPath } from "./drill.ts";
import { type Dashboard, shareTenths, writeTenths } from "./figures.ts";
import { ShareBar } from "./share-bar.tsx";

const shown_first = 5;

interface DeclinesProps {
  board: Dashboard | undefined;
  range: Range;
  merchant_id: string | undefined;
}

export function DeclinesCard({ board, range, merchant_id }: DeclinesProps) {
  const { t } = useTranslation("dashboard");
  const all = paymentsPath(range, merchant_id, { lifecycle: "declined" });
  return (
    <Card
      title={t("reasons.title")}
      actions={board && board.declines.length > 0 && <Link to={all}>{t("reasons.all")}</Link>}
    >
      {!board ? (
        <SkeletonLines lines={6} />
      ) : board.declines.length === 0 ? (
        <EmptyState icon="check-circle" title={t("reasons.none")} />
      ) : (
        <Reasons declines={board.declines} />
      )}
    </Card>
  );
}

function Reasons({ declines }: { declines: Dashboard["declines"] }) {
  const { t } = useTranslation("dashboard");
  const reasonOf = useDeclineReason();
  const [all, setAll] = useState(false);
  const total = declines.reduce((sum, { count }) => sum + count, 0);
  const shown = all ? declines : declines.slice(0, shown_first);
  return (
    <div className={style.shares}>
      <ul className={style.shares}>
        {shown.map(({ reason, count }) => {
          const tenths = shareTenths(count, total) ?? 0;
          const { meaning } = reasonOf(reason);
          return (
            <li key={reason} className={style.share}>
              <span className={style.name}>
                <DeclineLink reason={reason} />
              </span>
              <span className={style.count}>
                {count} <span className={style.faint}>· {writeTenths(tenths)}%</span>
              </span>
              <ShareBar tenths={tenths} kind="declined" />
              <span className={style.meaning}>{meaning}</span>
            </li>
          );
        })}
      </ul>
      {declines.length > shown_first && (
        <Button size="small" variant="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("reasons.fewer") : t("reasons.more", { count: declines.length - shown_first })}
        </Button>
      )}
    </div>
  );
}
