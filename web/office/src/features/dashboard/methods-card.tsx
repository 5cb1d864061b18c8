// How well each payment method is accepted.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Link } from "../../ui/link.tsx";
import { EmptyState, SkeletonLines } from "../../ui/states.tsx";
import type { Range } from "./api.ts";
import style from "./dashboard.module.css";
import { paymentsPath } from "./drill.ts";
import { type Dashboard, shareTenths, writeTenths } from "./figures.ts";
import { ShareBar } from "./share-bar.tsx";

interface MethodsProps {
  board: Dashboard | undefined;
  range: Range;
  merchant_id: string | undefined;
}

export function MethodsCard({ board, range, merchant_id }: MethodsProps) {
  const { t } = useTranslation("dashboard");
  return (
    <Card title={t("methods.title")}>
      {!board ? (
        <SkeletonLines lines={3} />
      ) : board.methods.length === 0 ? (
        <EmptyState icon="card" title={t("methods.none")} />
      ) : (
        <ul className={style.shares}>
          {board.methods.map((row) => (
            <Method
              key={row.method}
              row={row}
              to={paymentsPath(range, merchant_id, { method: row.method })}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Method({ row, to }: { row: Dashboard["methods"][number]; to: string }) {
  const { t } = useTranslation();
  const { t: words } = useTranslation("dashboard");
  const total = row.captured + row.declined;
  const tenths = shareTenths(row.captured, total) ?? 0;
  return (
    <li className={style.share}>
      <span className={style.name}>
        <Link to={to}>{t(`method.${row.method}`, { defaultValue: row.method })}</Link>
      </span>
      <span className={style.count}>
        {words("methods.accepted", { rate: writeTenths(tenths) })}
      </span>
      <ShareBar tenths={tenths} kind="accepted" />
      <span className={style.meaning}>
        {words("methods.counts", { captured: row.captured, total })}
      </span>
    </li>
  );
}
