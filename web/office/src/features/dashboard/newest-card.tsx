// The newest payments, arriving live.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { cx } from "../../ui/class-names.ts";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Money } from "../../ui/money.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { PaymentStatus } from "../../ui/status.tsx";
import { newestQuery, type PaymentRow } from "./api.ts";
import style from "./dashboard.module.css";
import { paymentsPath } from "./drill.ts";

export function NewestCard({ merchant_id }: { merchant_id: string | undefined }) {
  const { t } = useTranslation("dashboard");
  const { data, error, refetch } = useQuery(newestQuery(merchant_id));
  const fresh = useFresh(data?.rows);
  const all = <Link to={paymentsPath(undefined, merchant_id)}>{t("newest.all")}</Link>;
  return (
    <Card flush title={t("newest.title")} actions={all}>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <div className={style.payment}>
          <SkeletonLines lines={8} />
        </div>
      ) : data.rows.length === 0 ? (
        <EmptyState icon="list" title={t("newest.none")}>
          {t("newest.none_text")}
        </EmptyState>
      ) : (
        <ul className={style.newest}>
          {data.rows.map((row) => (
            <Newest key={row.payment_id} row={row} fresh={fresh.has(row.payment_id)} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Newest({ row, fresh }: { row: PaymentRow; fresh: boolean }) {
  return (
    <li className={cx(style.payment, fresh && style.fresh)}>
      <div className={style.who}>
        <Link to={`/payments/${row.payment_id}`}>{row.merchant_name}</Link>
        <div className={style.sub}>
          <Instant at={row.created_at} as="relative" />
          {row.external_id && ` · ${row.external_id}`}
        </div>
      </div>
      <div className={style.amount}>
        <Money minor={row.amount_minor} currency={row.currency} code />
      </div>
      <span className={style.badge}>
        <PaymentStatus {...row} />
      </span>
    </li>
  );
}

const nothing: ReadonlySet<string> = new Set();

/** Ids that were not there the time before; none on the first look. */
function useFresh(rows: readonly PaymentRow[] | undefined): ReadonlySet<string> {
  const seen = useRef<ReadonlySet<string>>(undefined);
  const [fresh, setFresh] = useState(nothing);
  useEffect(() => {
    if (!rows) return;
    const before = seen.current;
    const ids = rows.map((row) => row.payment_id);
    seen.current = new Set([...(before ?? []), ...ids].slice(-200));
    if (before) setFresh(new Set(ids.filter((id) => !before.has(id))));
  }, [rows]);
  return fresh;
}
