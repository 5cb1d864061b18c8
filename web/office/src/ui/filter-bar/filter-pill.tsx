// One filter: a button that shows its value and opens its editor.
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { datesOf } from "../../lib/period.ts";
import { cx } from "../class-names.ts";
import { Icon } from "../icon.tsx";
import { Popover } from "../popover.tsx";
import {
  amountRange,
  assumed_currency,
  type Filter,
  type FilterValues,
  shownValue,
} from "./filter.ts";
import style from "./filter-bar.module.css";
import { FilterEditor } from "./filter-editor.tsx";

export function FilterPill({
  filter,
  values,
  onChange,
}: {
  filter: Filter;
  values: FilterValues;
  onChange: (value: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const pill = useRef<HTMLSpanElement>(null);
  const value = shownValue(filter, values);
  const text = useFilterText()(filter, value, values);
  const active = value !== "";
  function press() {
    if (filter.kind === "flag") onChange(active ? undefined : "true");
    else setOpen(!open);
  }
  return (
    <span ref={pill} className={cx(style.pill, active && style.active)}>
      <button
        type="button"
        className={style.open}
        aria-pressed={filter.kind === "flag" ? active : undefined}
        aria-expanded={filter.kind === "flag" ? undefined : open}
        onClick={press}
      >
        {!active && <Icon name="plus" size={12} />}
        {filter.label}
        {active && filter.kind !== "flag" && <span className={style.value}>{text}</span>}
      </button>
      {active && (
        <button
          type="button"
          className={style.remove}
          aria-label={t("filter.remove", { filter: filter.label })}
          onClick={() => onChange(undefined)}
        >
          <Icon name="x" size={12} />
        </button>
      )}
      {open && (
        <Popover anchor={pill} label={filter.label} onClose={() => setOpen(false)}>
          <FilterEditor
            filter={filter}
            value={value}
            values={values}
            onDone={(next) => {
              setOpen(false);
              onChange(next);
            }}
          />
        </Popover>
      )}
    </span>
  );
}

/** A filter's value as words, also for empty lists that say what they were filtered by. */
export function useFilterText() {
  const { t, i18n } = useTranslation();
  return (filter: Filter, value: string, values: FilterValues): string => {
    if (filter.kind === "choice") {
      const labels = value
        .split(",")
        .map((part) => filter.options.find((option) => option.value === part)?.label ?? part);
      return labels.length > 2 ? t("filter.several", { count: labels.length }) : labels.join(", ");
    }
    if (filter.kind === "period") {
      const dates = datesOf(value);
      if (dates) return [dates.first || "…", dates.last || "…"].join(" – ");
      return i18n.exists(`filter.period.${value}`) ? t(`filter.period.${value}`) : value;
    }
    if (filter.kind === "amount") {
      const { min, max } = amountRange(value);
      const currency = values[filter.currencyFilter] || assumed_currency;
      const write = (minor: number) => formatMoney(minor, currency, { unit: "none" });
      if (min !== undefined && max !== undefined) return `${write(min)} – ${write(max)}`;
      return min !== undefined ? `≥ ${write(min)}` : `≤ ${write(max ?? 0)}`;
    }
    return value;
  };
}
