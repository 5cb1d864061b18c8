// Periods as they stand in an address: "today", "7d", or two dates "2026-07-01~2026-07-05". They
// become instants only when a query is made, so that a saved link to "7d" stays the last seven
// days.
import { addDays, dateIn, startOfDate } from "./time.ts";

export interface Instants {
  from_at?: number;
  /** Exclusive. */
  before_at?: number;
}

export const periodPresets = ["1h", "today", "yesterday", "7d", "30d"] as const;

export function formatDates(first: string, last: string): string {
  return `${first}~${last}`;
}

export function datesOf(period: string): { first: string; last: string } | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})?~(\d{4}-\d{2}-\d{2})?$/.exec(period);
  return match ? { first: match[1] ?? "", last: match[2] ?? "" } : undefined;
}

/** Both ends are whole days of the zone (whole minutes for "1h"), so the answer is stable. */
export function resolvePeriod(period: string, now: number, zone: string): Instants {
  const today = dateIn(now, zone);
  const days = /^(\d{1,3})d$/.exec(period);
  if (days) return { from_at: startOfDate(addDays(today, 1 - Number(days[1])), zone) };
  if (period === "1h") return { from_at: Math.floor((now - 3_600_000) / 60_000) * 60_000 };
  if (period === "today") return { from_at: startOfDate(today, zone) };
  if (period === "yesterday")
    return {
      from_at: startOfDate(addDays(today, -1), zone),
      before_at: startOfDate(today, zone),
    };
  const dates = datesOf(period);
  if (!dates) return {};
  return {
    from_at: dates.first ? startOfDate(dates.first, zone) : undefined,
    before_at: dates.last ? startOfDate(addDays(dates.last, 1), zone) : undefined,
  };
}
