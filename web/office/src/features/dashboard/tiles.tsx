// The row of key figures. Each leads to the payments it counts.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { Sparkline } from "../../ui/charts/sparkline.tsx";
import { cx } from "../../ui/class-names.ts";
import { Icon } from "../../ui/icon.tsx";
import { Link } from "../../ui/link.tsx";
import { Skeleton } from "../../ui/states.tsx";
import type { Range } from "./api.ts";
import { paymentsPath } from "./drill.ts";
import {
  acceptanceTenths,
  type Bucket,
  bucketsOf,
  changeTenths,
  type Dashboard,
  knownBuckets,
  shareTenths,
  volumeOf,
  writeChange,
  writeTenths,
} from "./figures.ts";
import style from "./tiles.module.css";

interface TilesProps {
  board: Dashboard | undefined;
  range: Range;
  merchant_id: string | undefined;
  currency: string | undefined;
  more_currencies: number;
}

export function Tiles(props: TilesProps) {
  const { t } = useTranslation("dashboard");
  return (
    <section className={style.tiles} aria-label={t("tiles")}>
      {props.board ? <Figures {...props} board={props.board} /> : waiting}
    </section>
  );
}

const waiting = ["payments", "volume", "acceptance", "declines", "refunds", "doubt"].map((name) => (
  <div key={name} className={style.tile} aria-hidden="true">
    <Skeleton width="55%" />
    <Skeleton width="70%" height={24} />
    <Skeleton width="90%" height={12} />
  </div>
));

const counted = (value: number) => new Intl.NumberFormat("en").format(value);

function Figures(props: TilesProps & { board: Dashboard }) {
  const { t } = useTranslation("dashboard");
  const { board, range, merchant_id, currency } = props;
  const { current, previous } = board;
  const buckets = knownBuckets(bucketsOf(board, currency));
  const path = (filters?: Record<string, string>) => paymentsPath(range, merchant_id, filters);
  const paid = volumeOf(current.volumes, currency).captured_minor;
  const paid_before = volumeOf(previous.volumes, currency).captured_minor;
  const than = t(`than.${range}`);
  const line = (title: string, value: (bucket: Bucket) => number | null | undefined) => (
    <Line title={title} values={buckets.flatMap((bucket) => value(bucket) ?? [])} />
  );
  const rate = ({ captured, declined }: Bucket) =>
    shareTenths(captured ?? 0, (captured ?? 0) + (declined ?? 0));
  const outcomes = ({ captured, declined, failed }: Bucket) =>
    (captured ?? 0) + (declined ?? 0) + (failed ?? 0);
  return (
    <>
      <Tile
        label={t("payments")}
        to={path()}
        value={counted(current.created)}
        note={<Change {...{ than }} now={current.created} before={previous.created} good="up" />}
        line={line(t("outcomes.title"), outcomes)}
      />
      <Tile
        label={t("paid_volume")}
        to={path({ lifecycle: "captured", ...(currency && { currency }) })}
        value={currency ? formatMoney(paid, currency) : "–"}
        note={<Change than={than} now={paid} before={paid_before} good="up" />}
        more={props.more_currencies > 0 && t("more_currencies", { count: props.more_currencies })}
        line={line(t("paid_volume"), (bucket) => bucket.paid_minor)}
      />
      <AcceptanceTile board={board} than={than} to={path({ lifecycle: "captured,declined" })}>
        {line(t("acceptance"), rate)}
      </AcceptanceTile>
      <Tile
        label={t("declines")}
        to={path({ lifecycle: "declined" })}
        value={counted(current.declined)}
        note={<Change than={than} now={current.declined} before={previous.declined} good="down" />}
        line={line(t("declines"), (bucket) => bucket.declined)}
      />
      <RefundsTile {...props} than={than}>
        {line(t("refunded_volume"), (bucket) => bucket.refunded_minor)}
      </RefundsTile>
      <DoubtTile count={board.in_doubt_count} />
    </>
  );
}

function AcceptanceTile({
  board,
  than,
  to,
  children,
}: {
  board: Dashboard;
  than: string;
  to: string;
  children: ReactNode;
}) {
  const { t } = useTranslation("dashboard");
  const rate = acceptanceTenths(board.current);
  const before = acceptanceTenths(board.previous);
  const points = rate !== undefined && before !== undefined ? rate - before : undefined;
  const text =
    points === undefined
      ? t("no_comparison")
      : t("points", { points: `${points > 0 ? "+" : ""}${writeTenths(points)}` });
  return (
    <Tile
      label={t("acceptance")}
      to={to}
      value={rate === undefined ? "–" : `${writeTenths(rate)}%`}
      note={<Chip difference={points} text={text} than={than} good="up" />}
      more={
        board.current.failed > 0 &&
        t("failed_not_counted", {
          count: board.current.failed,
          counted: counted(board.current.failed),
        })
      }
      line={children}
    />
  );
}

function RefundsTile({
  board,
  currency,
  than,
  children,
}: {
  board: Dashboard;
  currency: string | undefined;
  than: string;
  children: ReactNode;
}) {
  const { t } = useTranslation("dashboard");
  const { current, previous } = board;
  const minor = volumeOf(current.volumes, currency).refunded_minor;
  return (
    <Tile
      label={t("refunds")}
      value={counted(current.refunded)}
      note={<Change than={than} now={current.refunded} before={previous.refunded} good="down" />}
      more={currency && minor > 0 && t("refunded_of", { amount: formatMoney(minor, currency) })}
      line={children}
    />
  );
}

function DoubtTile({ count }: { count: number }) {
  const { t } = useTranslation("dashboard");
  return (
    <Tile
      label={t("doubt")}
      to="/payments?in_doubt=true"
      value={counted(count)}
      tone={count > 0 ? "warning" : undefined}
      note={
        <span className={style.doubt}>
          <Icon name={count > 0 ? "help" : "check-circle"} size={14} />
          {t(count > 0 ? "doubt_some" : "doubt_none")}
        </span>
      }
    />
  );
}

function Tile({
  label,
  to,
  value,
  note,
  more,
  line,
  tone,
}: {
  label: string;
  /** The list of what it counts; absent when no filter says the same. */
  to?: string;
  value: string;
  note: ReactNode;
  more?: string | false;
  line?: ReactNode;
  tone?: "warning";
}) {
  return (
    <div className={cx(style.tile, tone && style[tone])}>
      <h2 className={style.label}>
        {to ? (
          <Link to={to} className={style.link}>
            {label}
          </Link>
        ) : (
          <span className={style.link}>{label}</span>
        )}
      </h2>
      <div className={cx(style.value, value.length > 12 && style.long)}>{value}</div>
      <div className={style.note}>{note}</div>
      <div className={style.more}>{more}</div>
      {line && <div className={style.line}>{line}</div>}
    </div>
  );
}

function Line({ title, values }: { title: string; values: readonly number[] }) {
  const { t } = useTranslation("dashboard");
  if (values.length < 2 || values.every((value) => value === 0)) return null;
  return <Sparkline values={values} label={t("course", { title })} height={30} />;
}

type Good = "up" | "down";

function Change({
  now,
  before,
  than,
  good,
}: {
  now: number;
  before: number;
  than: string;
  good: Good;
}) {
  const { t } = useTranslation("dashboard");
  const tenths = changeTenths(now, before);
  const text = tenths === undefined ? t("no_comparison") : writeChange(tenths);
  return <Chip difference={tenths} text={text} than={than} good={good} />;
}

/** Direction as an arrow and a sign, so that colour only repeats what is written. */
function Chip({
  difference,
  text,
  than,
  good,
}: {
  /** Absent when there is nothing to compare with. */
  difference: number | undefined;
  text: string;
  than: string;
  good: Good;
}) {
  const welcome = difference ? difference > 0 === (good === "up") : undefined;
  return (
    <span className={style.words}>
      <span
        className={cx(style.change, welcome === true && style.good, welcome === false && style.bad)}
      >
        {Boolean(difference) && (
          <Icon name={(difference ?? 0) > 0 ? "arrow-up" : "arrow-down"} size={12} />
        )}
        {text}
      </span>{" "}
      {difference !== undefined && than}
    </span>
  );
}
