// How far a batch is: a bar of its lines, and the sums of each currency.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Money } from "../../ui/money.tsx";
import type { BatchDetail } from "./api.ts";
import style from "./batches.module.css";
import { type CurrencySum, type Part, shares, sumsOf } from "./parts.ts";

export function TotalsCard({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("batches");
  const checking = batch.lines_checked < batch.lines;
  const sums = sumsOf(batch.tallies);
  return (
    <Card title={t("totals.title")} note={t("totals.lines", { count: batch.lines })}>
      {checking ? (
        <p role="status">
          {t("totals.checked", {
            done: batch.lines_checked.toLocaleString("en"),
            all: batch.lines.toLocaleString("en"),
          })}
        </p>
      ) : null}
      <Bar batch={batch} />
      {sums.length > 0 && <Sums batch={batch} sums={sums} />}
    </Card>
  );
}

function Bar({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("batches");
  const found = shares(batch.tallies);
  const starts = batch.confirmed_at === null;
  const word = (part: Part) => t(part === "left" && starts ? "part.ready" : `part.${part}`);
  if (found.length === 0) return null;
  return (
    <>
      <div className={style.bar} aria-hidden="true">
        {found.map(({ part, percent }) => (
          <span key={part} className={style[part]} style={{ flexGrow: percent }} />
        ))}
      </div>
      <ul className={style.legend} aria-label={t("totals.by_part")}>
        {found.map(({ part, lines }) => (
          <li key={part}>
            <span className={`${style.dot} ${style[part]}`} aria-hidden="true" />
            <b>{lines.toLocaleString("en")}</b> {word(part)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Sums({ batch, sums }: { batch: BatchDetail; sums: readonly CurrencySum[] }) {
  const { t } = useTranslation("batches");
  const started = batch.confirmed_at !== null;
  const pays = batch.available.length > 0 && !started;
  const balance = (currency: string) =>
    batch.available.find((one) => one.currency === currency)?.amount_minor ?? 0;
  return (
    <table className={style.sums}>
      <caption className={style.caption}>{t("totals.per_currency")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("totals.currency")}</th>
          <th scope="col">{t("column.lines")}</th>
          <th scope="col">{t("column.total")}</th>
          {started && <th scope="col">{t("part.done")}</th>}
          {pays && <th scope="col">{t("totals.available")}</th>}
        </tr>
      </thead>
      <tbody>
        {sums.map((sum) => (
          <tr key={sum.currency}>
            <th scope="row">{sum.currency}</th>
            <td>{sum.lines.toLocaleString("en")}</td>
            <td>
              <Money minor={sum.total_minor} currency={sum.currency} />
            </td>
            {started && (
              <td>
                <Money minor={sum.done_minor} currency={sum.currency} />
              </td>
            )}
            {pays && (
              <td>
                <Money minor={balance(sum.currency)} currency={sum.currency} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
