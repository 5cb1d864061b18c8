// How long a request still waits; nothing moves on a page that nobody looks at for long.
import { useTranslation } from "react-i18next";
import { useNow } from "../../ui/clock.tsx";

const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;
const day_ms = 24 * hour_ms;

/** "2 d 4 h", "3 h 20 min", "4 min", "less than a minute" as numbers for a translation. */
export function partsOf(left_ms: number): { key: string; values: Record<string, number> } {
  const days = Math.floor(left_ms / day_ms);
  const hours = Math.floor((left_ms % day_ms) / hour_ms);
  const minutes = Math.floor((left_ms % hour_ms) / minute_ms);
  if (left_ms <= 0) return { key: "over", values: {} };
  if (days > 0) return { key: "days", values: { days, hours } };
  if (hours > 0) return { key: "hours", values: { hours, minutes } };
  if (minutes > 0) return { key: "minutes", values: { minutes } };
  return { key: "soon", values: {} };
}

export function TimeLeft({ until }: { until: number }) {
  const { t } = useTranslation("approvals");
  const { key, values } = partsOf(until - useNow(15_000));
  return <span>{t(`left.${key}` as "left.days", values)}</span>;
}
