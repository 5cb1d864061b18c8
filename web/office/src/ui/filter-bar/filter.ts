// Filters of a list, declared by the feature that owns it. Their values live in the address under
// their names, as text.
import type { Option } from "../select-field.tsx";

interface Named {
  name: string;
  label: string;
}

export type Filter =
  | (Named & { kind: "search"; placeholder: string })
  | (Named & { kind: "text"; placeholder?: string })
  | (Named & { kind: "choice"; options: readonly Option[]; multiple?: boolean })
  | (Named & { kind: "flag" })
  /** A preset or two dates; see lib/period.ts. */
  | (Named & { kind: "period" })
  /** Two amounts "100~2000" in minor units of the currency chosen by another filter. */
  | (Named & { kind: "amount"; currencyFilter: string });

export type FilterValues = Record<string, string | undefined>;

/** What the bar shows of an address: an amount that nobody could have typed is no filter. */
export function shownValue(filter: Filter, values: FilterValues): string {
  const value = values[filter.name] ?? "";
  if (filter.kind !== "amount") return value;
  const { min, max } = amountRange(value);
  return min === undefined && max === undefined ? "" : value;
}

/** Only declared filters count: other parameters of the address belong to someone else. */
export function activeFilters(filters: readonly Filter[], values: FilterValues): Filter[] {
  return filters.filter((filter) => shownValue(filter, values) !== "");
}

/** Amounts are meant in this currency until one is chosen. */
export const assumed_currency = "EUR";

/**
 * What setting a filter changes in the address. An amount always stands beside its currency, and an
 * amount typed for one currency does not survive the choice of another.
 */
export function filterChange(
  filters: readonly Filter[],
  filter: Filter,
  value: string | undefined,
  values: FilterValues,
): FilterValues {
  const change: FilterValues = { [filter.name]: value };
  if (filter.kind === "amount" && value && !values[filter.currencyFilter])
    change[filter.currencyFilter] = assumed_currency;
  for (const other of filters)
    if (other.kind === "amount" && other.currencyFilter === filter.name)
      change[other.name] = undefined;
  return change;
}

export function amountRange(value: string | undefined): { min?: number; max?: number } {
  const match = /^(\d{1,15})?~(\d{1,15})?$/.exec(value ?? "");
  if (!match) return {};
  return {
    min: match[1] === undefined ? undefined : Number(match[1]),
    max: match[2] === undefined ? undefined : Number(match[2]),
  };
}
