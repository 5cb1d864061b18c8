// The filters of the trail: what stands in the address, and what the server is asked.
import { resolvePeriod } from "../../lib/period.ts";
import type { Filter, FilterValues } from "../../ui/filter-bar/filter.ts";
import type { Option } from "../../ui/select-field.tsx";

/** What turns words of the address into instants: the present and the chosen zone. */
export interface Reading {
  now: () => number;
  zone: string;
}

export const outcomes = ["ok", "denied", "error"] as const;
export const actor_kinds = ["user", "api_key", "job", "provider"] as const;
export const subject_kinds = [
  "payment",
  "merchant",
  "company",
  "user",
  "api_key",
  "provider_account",
  "installation",
  "audit_trail",
  "audit_entry",
] as const;

const oneOf = <Word extends string>(words: readonly Word[], value: string | undefined) =>
  words.find((word) => word === value);

/** Values that no filter could have set are left out rather than sent. */
export function auditQueryOf(filters: FilterValues, { now, zone }: Reading) {
  const { from_at, before_at } = resolvePeriod(filters.period ?? "", now(), zone);
  return {
    search: filters.search || undefined,
    outcome: oneOf(outcomes, filters.outcome),
    action: filters.action || undefined,
    actor_kind: oneOf(actor_kinds, filters.actor_kind),
    actor: filters.actor || undefined,
    subject_kind: filters.subject_kind || undefined,
    subject_id: filters.subject_id || undefined,
    merchant_id: filters.merchant_id || undefined,
    from_at,
    before_at,
  };
}

interface Choices {
  t: (key: string) => string;
  action: (word: string) => string;
  outcome: (word: string) => string;
  subject: (word: string) => string;
  actions: readonly string[];
  merchants: readonly Option[];
}

/** Filters as the bar shows them; those without anything to choose are left out. */
export function auditFilters({ t, ...choices }: Choices): Filter[] {
  const options = (words: readonly string[], label: (word: string) => string) =>
    words.map((value) => ({ value, label: label(value) }));
  const filters: Filter[] = [
    { kind: "search", name: "search", label: t("search"), placeholder: t("search_hint") },
    { kind: "period", name: "period", label: t("column.at") },
    {
      kind: "choice",
      name: "outcome",
      label: t("column.outcome"),
      options: options(outcomes, choices.outcome),
    },
    {
      kind: "choice",
      name: "action",
      label: t("column.action"),
      multiple: true,
      options: options(choices.actions, choices.action).sort((a, b) =>
        a.label.localeCompare(b.label),
      ),
    },
    {
      kind: "choice",
      name: "actor_kind",
      label: t("filter.actor_kind"),
      options: options(actor_kinds, (kind) => t(`actor_kind.${kind}`)),
    },
    { kind: "text", name: "actor", label: t("filter.actor"), placeholder: t("filter.actor_hint") },
    {
      kind: "choice",
      name: "subject_kind",
      label: t("column.subject"),
      options: options(subject_kinds, choices.subject),
    },
    { kind: "text", name: "subject_id", label: t("filter.subject_id"), placeholder: "tx_…" },
    {
      kind: "choice",
      name: "merchant_id",
      label: t("column.merchant"),
      options: choices.merchants,
    },
  ];
  return filters.filter((filter) => filter.kind !== "choice" || filter.options.length > 0);
}
