// The stream of rows. It follows the newest until a person scrolls down, and then holds still.
import { memo, type ReactNode, type UIEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { Checkbox } from "../../ui/choice-field.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Money } from "../../ui/money.tsx";
import { useDeclineReason, useMerchantName } from "../../ui/reference.ts";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import style from "./live-monitor.module.css";
import type { LiveRow } from "./live-rows.ts";
import { typeKey, typeLook } from "./type-look.ts";

interface LiveListProps {
  rows: readonly LiveRow[];
  earlier: { rows: readonly LiveRow[]; isPending: boolean; error: unknown };
  paused: boolean;
  controls: ReactNode;
}

const held_px = 48;

export function LiveList({ rows, earlier, paused, controls }: LiveListProps) {
  const { t } = useTranslation("live_monitor");
  const box = useRef<HTMLDivElement>(null);
  const [follow, setFollow] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each arrival of rows
  useEffect(() => {
    if (follow) box.current?.scrollTo({ top: 0 });
  }, [rows, follow]);
  function onScroll(event: UIEvent<HTMLDivElement>) {
    if (event.currentTarget.scrollTop > held_px) setFollow(false);
  }
  const nothing = rows.length === 0 && earlier.rows.length === 0;
  return (
    <>
      <div className={style.controls}>
        {controls}
        <Checkbox label={t("follow")} value={follow} onChange={setFollow} />
        <span className={style.kept}>{t("shown", { count: rows.length })}</span>
      </div>
      <section
        ref={box}
        className={style.stream}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls, so keys must reach it
        tabIndex={0}
        aria-label={t("stream")}
        onScroll={onScroll}
      >
        {nothing ? <Nothing {...earlier} paused={paused} /> : <Rows rows={rows} />}
        {earlier.rows.length > 0 && (
          <>
            <h2 className={style.divider}>{t("earlier")}</h2>
            <Rows rows={earlier.rows} />
          </>
        )}
      </section>
    </>
  );
}

function Nothing({
  isPending,
  error,
  paused,
}: {
  isPending: boolean;
  error: unknown;
  paused: boolean;
}) {
  const { t } = useTranslation("live_monitor");
  if (isPending)
    return (
      <div className={style.waiting}>
        <SkeletonLines lines={8} />
      </div>
    );
  if (error) return <ErrorState error={error} />;
  return (
    <EmptyState icon="live" title={t(paused ? "nothing_paused" : "nothing")}>
      {t("nothing_text")}
    </EmptyState>
  );
}

const Rows = ({ rows }: { rows: readonly LiveRow[] }) => (
  <ol className={style.rows}>
    {rows.map((row) => (
      <Row key={row.key} row={row} />
    ))}
  </ol>
);

/** Rows never change once they are there, so each is drawn exactly once. */
const Row = memo(function Row({ row }: { row: LiveRow }) {
  const { payment } = row;
  const merchantName = useMerchantName();
  const merchant = payment?.merchant_name || merchantName(row.merchant_id) || "";
  return (
    <li className={style.row}>
      <span className={style.time}>
        <Instant at={row.at} as="time" />
      </span>
      <span className={style.kind}>
        <TypeBadge type={row.type} />
      </span>
      <span className={style.what}>
        <RowLink row={row} title={merchant || row.name || row.subject_id} />
        <Detail row={row} />
      </span>
      <span className={style.amount}>
        {payment && (
          <Money
            code
            minor={row.refund_minor ?? payment.amount_minor}
            currency={payment.currency}
          />
        )}
      </span>
    </li>
  );
});

function TypeBadge({ type }: { type: string }) {
  const { t } = useTranslation("live_monitor");
  const { tone, icon } = typeLook(type);
  const text = t(`type.${typeKey(type)}` as "title", { defaultValue: sentence(type) });
  return <Badge tone={tone} icon={icon} text={text} />;
}

function RowLink({ row, title }: { row: LiveRow; title: string }) {
  if (row.payment)
    return (
      <Link to={`/payments/${row.payment.payment_id}`} className={style.link}>
        {title}
      </Link>
    );
  if (row.type.startsWith("merchant."))
    return (
      <Link to={`/merchants/${row.subject_id}`} className={style.link}>
        {row.name || title}
      </Link>
    );
  return <span className={style.link}>{title}</span>;
}

function Detail({ row: { payment } }: { row: LiveRow }) {
  const words = useDeclineReason();
  if (!payment) return null;
  const card = payment.card_last4 && `•••• ${payment.card_last4}`;
  const why = payment.decline_reason && words(payment.decline_reason).title;
  return (
    <span className={style.detail}>
      {[why, payment.external_id, card].filter(Boolean).join(" · ")}
    </span>
  );
}
