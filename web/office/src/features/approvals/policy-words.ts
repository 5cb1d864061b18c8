// A policy as a sentence: what needs approval, when, by how many, within what time.
import type { TFunction } from "i18next";
import { formatMoney } from "../../lib/money.ts";
import type { Policy } from "./api.ts";

type Terms = Pick<
  Policy,
  | "kind"
  | "thresholds"
  | "older_than_days"
  | "requester_roles"
  | "hours"
  | "condition"
  | "approvers"
  | "expires_after_h"
>;

export interface Naming {
  t: TFunction<"approvals">;
  /** Heading of a kind, "Refunds". */
  kind: (kind: string) => string;
  role: (key: string) => string;
  time_zone: string;
}

export const day_keys = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof day_keys)[number];

export const daysOf = (bits: number): Day[] => day_keys.filter((_, day) => (bits >> day) & 1);
export const bitsOf = (days: readonly Day[]): number =>
  day_keys.reduce((bits, key, day) => (days.includes(key) ? bits | (1 << day) : bits), 0);

/** 1110 becomes "18:30". */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** "18:30" becomes 1110; anything else nothing. */
export function minuteOf(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

const list = (words: string[], type: "conjunction" | "disjunction") =>
  new Intl.ListFormat("en", { type }).format(words);

function daysText(t: Naming["t"], bits: number): string {
  if (bits === 127) return t("policy.every_day");
  if (bits === 31) return t("policy.weekdays");
  if (bits === 96) return t("policy.weekends");
  return list(
    daysOf(bits).map((day) => t(`policy.day.${day}`)),
    "conjunction",
  );
}

/** Which acts, with every condition that is set. */
export function conditionText(terms: Terms, { t, kind, role, time_zone }: Naming): string {
  const parts: string[] = [];
  if (terms.thresholds.length > 0) {
    const amounts = terms.thresholds.map((one) => formatMoney(one.amount_minor, one.currency));
    parts.push(t("policy.from_amount", { amounts: list(amounts, "disjunction") }));
  }
  if (terms.older_than_days > 0) parts.push(t("policy.older", { count: terms.older_than_days }));
  if (terms.requester_roles.length > 0)
    parts.push(
      t("policy.asked_by", { roles: list(terms.requester_roles.map(role), "disjunction") }),
    );
  if (terms.condition) parts.push(t("policy.where", { condition: terms.condition }));
  if (terms.hours)
    parts.push(
      t("policy.in_hours", {
        days: daysText(t, terms.hours.days),
        from: clockOf(terms.hours.from_minute),
        until: clockOf(terms.hours.until_minute),
        zone: time_zone,
      }),
    );
  const [first, ...more] = parts;
  const head = [kind(terms.kind), first].filter(Boolean).join(" ");
  return more.length > 0 ? `${[head, ...more].join(", ")},` : head;
}

/** The whole sentence. */
export function policyText(terms: Terms, naming: Naming): string {
  const { t } = naming;
  const text = t("policy.sentence", {
    what: conditionText(terms, naming),
    count: terms.approvers,
    hours: t("policy.hours", { count: terms.expires_after_h }),
  });
  if (terms.thresholds.length === 0) return text;
  return `${text} ${t("policy.other_currencies")}`;
}
