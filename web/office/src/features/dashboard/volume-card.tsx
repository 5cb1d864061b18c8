// Paid and refunded money: the course of one currency as a chart, and all currencies as a table.
// Nothing is added across currencies.
import { useTranslation } from "react-i18next";
import { exponentOf } from "../../lib/currency.ts";
import { formatMoney, formatMoneyShort, minorToDecimal } from "../../lib/money.ts";
import { Card } from "../../ui/card.tsx";
import { Chart } from "../../ui/charts/chart.tsx";
import { Money } from "../../ui/money.tsx";
import { useZone } from "../../ui/preferences.tsx";
import { SideScroll } from "../../ui/side-scroll.tsx";
import { EmptyState, Skeleton } from "../../ui/states.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import type { Range } from "./api.ts";
import { stepName, ticksEvery } from "./axis.ts";
import style from "./dashboard.module.css";
import { bucketsOf, changeTenths, type Dashboard, volumeOf, writeChange } from "./figures.ts";

interface VolumeProps {
  board: Dashboard | undefined;
  range: Range;
  currency: string | undefined;
  currencies: readonly string[];
}

const height = 200;

export function VolumeCard({ board, currency, ...rest }: VolumeProps) {
  const { t } = useTranslation("dashboard");
  return (
    <Card title={currency ? t("volume.title_in", { currency }) : t("volume.title")}>
      {!board ? (
        <Skeleton height={height} />
      ) : currency ? (
        <>
          <VolumeChart board={board} range={rest.range} currency={currency} />
          <VolumeTable board={board} {...rest} currency={currency} />
        </>
      ) : (
        <EmptyState icon="chart" title={t("volume.none")}>
          {t("volume.none_text")}
        </EmptyState>
      )}
    </Card>
  );
}

interface Shown {
  board: Dashboard;
  range: Range;
  currency: string;
}

function VolumeChart({ board, range, currency }: Shown) {
  const { t } = useTranslation("dashboard");
  const zone = useZone();
  return (
    <Chart
      kind="lines"
      title={t("volume.title_in", { currency })}
      category={t(`step.${range}`)}
      height={height}
      tick_every={ticksEvery[range]}
      format={(minor) => formatMoney(minor, currency)}
      file={(minor) => minorToDecimal(minor, exponentOf(currency))}
      axis={(minor) => formatMoneyShort(minor, currency)}
      series={[
        { title: t("volume.paid"), tone: "accent" },
        { title: t("volume.refunded"), tone: "violet" },
      ]}
      points={bucketsOf(board, currency).map((bucket) => ({
        ...stepName(range, bucket.at, zone),
        values: [bucket.paid_minor, bucket.refunded_minor],
      }))}
    />
  );
}

function VolumeTable({ board, currencies, currency }: Shown & { currencies: readonly string[] }) {
  const { t } = useTranslation("dashboard");
  return (
    <div className={style.currencies}>
      <SideScroll label={t("volume.by_currency")}>
        <table className={style.table} aria-label={t("volume.by_currency")}>
          <thead>
            <tr>
              <th scope="col">{t("volume.currency")}</th>
              <th scope="col">{t("volume.paid")}</th>
              <th scope="col">{t("volume.change")}</th>
              <th scope="col">{t("volume.refunded")}</th>
              <th scope="col">{t("volume.fees")}</th>
            </tr>
          </thead>
          <tbody>
            {currencies.map((code) => (
              <CurrencyRow key={code} board={board} code={code} chosen={code === currency} />
            ))}
          </tbody>
        </table>
      </SideScroll>
    </div>
  );
}

function CurrencyRow({ board, code, chosen }: { board: Dashboard; code: string; chosen: boolean }) {
  const { t } = useTranslation("dashboard");
  const [, change] = useUrlState();
  const volume = volumeOf(board.current.volumes, code);
  const before = volumeOf(board.previous.volumes, code).captured_minor;
  const tenths = changeTenths(volume.captured_minor, before);
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className={style.choose}
          aria-pressed={chosen}
          aria-label={t("volume.choose", { currency: code })}
          onClick={() => change({ currency: code })}
        >
          {code}
        </button>
      </th>
      <td>
        <Money minor={volume.captured_minor} currency={code} />
      </td>
      <td>{tenths === undefined ? "–" : writeChange(tenths)}</td>
      <td>
        <Money minor={volume.refunded_minor} currency={code} />
      </td>
      <td>
        <Money minor={volume.fee_minor} currency={code} />
      </td>
    </tr>
  );
}
