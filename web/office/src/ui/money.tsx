// An amount as text: tabular figures, the currency's own decimals, the code on request.
import { formatMoney, type MinorAmount } from "../lib/money.ts";
import { cx } from "./class-names.ts";
import style from "./money.module.css";

export function Money({
  minor,
  currency,
  signed,
  code = false,
  faint,
}: {
  minor: MinorAmount;
  currency: string;
  /** Writes + and − for movements. */
  signed?: boolean;
  /** Adds the currency code behind, as in lists that mix dollars of several countries. */
  code?: boolean;
  faint?: boolean;
}) {
  return (
    <span className={cx(style.money, faint && style.faint)}>
      {formatMoney(minor, currency, { signed, unit: code ? "none" : "symbol" })}
      {code && <span className={style.code}>{currency}</span>}
    </span>
  );
}
