// The filters of the transactions list: what stands in the address, and what the server is asked.
import { resolvePeriod } from "../../lib/period.ts";
import { amountRange, type Filter, type FilterValues } from "../../ui/filter-bar/filter.ts";
import type { Option } from "../../ui/select-field.tsx";

/** What turns words of the address into instants: the present and the chosen zone. */
export interface Reading {
  now: () => number;
  zone: string;
}

const payment_kinds = ["purchase", "payout", "verification"] as const;

type RefundState = "none" | "part" | "full";

const refund_states: readonly RefundState[] = ["none", "part", "full"];

/** Values that no filter could have set are left out rather than sent. */
export function paymentsQueryOf(filters: FilterValues, { now, zone }: Reading) {
  const { from_at, before_at } = resolvePeriod(filters.period ?? "", now(), zone);
  const amounts = amountRange(filters.amount);
  return {
    search: filters.search || undefined,
    lifecycle: filters.lifecycle || undefined,
    kind: payment_kinds.find((kind) => kind === filters.kind),
    refund_state: refund_states.find((state) => state === filters.refund_state),
    in_doubt: filters.in_doubt === "true" ? true : undefined,
    merchant_id: filters.merchant_id || undefined,
    method: filters.method || undefined,
    currency: filters.currency || undefined,
    amount_min_minor: amounts.min,
    amount_max_minor: amounts.max,
    created_from_at: from_at,
    created_before_at: before_at,
  };
}

interface Choices {
  t: (key: string) => string;
  status: (lifecycle: string) => string;
  refund_state: (state: string) => string;
  method: (method: string) => string;
  lifecycles: readonly string[];
  methods: readonly string[];
  merchants: readonly Option[];
  currencies: readonly Option[];
}

/** Filters as the bar shows them; those without anything to choose are left out. */
export function paymentFilters({ t, ...choices }: Choices): Filter[] {
  const options = (words: readonly string[], label: (word: string) => string) =>
    words.map((value) => ({ value, label: label(value) }));
  const filters: Filter[] = [
    { kind: "search", name: "search", label: t("search"), placeholder: t("search_hint") },
    {
      kind: "choice",
      name: "lifecycle",
      label: t("column.status"),
      multiple: true,
      options: options(choices.lifecycles, choices.status),
    },
    {
      kind: "choice",
      name: "kind",
      label: t("filter.kind"),
      options: options(payment_kinds, (kind) => t(`kind.${kind}`)),
    },
    { kind: "period", name: "period", label: t("filter.period") },
    {
      kind: "choice",
      name: "merchant_id",
      label: t("column.merchant"),
      options: choices.merchants,
    },
    { kind: "choice", name: "currency", label: t("filter.currency"), options: choices.currencies },
    { kind: "amount", name: "amount", label: t("column.amount"), currencyFilter: "currency" },
    {
      kind: "choice",
      name: "method",
      label: t("column.method"),
      options: options(choices.methods, choices.method),
    },
    {
      kind: "choice",
      name: "refund_state",
      label: t("column.refund_state"),
      options: options(refund_states, choices.refund_state),
    },
    { kind: "flag", name: "in_doubt", label: t("filter.in_doubt") },
  ];
  return filters.filter((filter) => filter.kind !== "choice" || filter.options.length > 0);
}
