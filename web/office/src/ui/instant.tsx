// An instant in the chosen zone. The zone and the other reading (absolute or relative) are in the
// title and in the machine-readable attribute.
import { formatInstant, formatRelative, type InstantStyle, zoneOffset } from "../lib/time.ts";
import { useNow } from "./clock.tsx";
import style from "./money.module.css";
import { useZone } from "./preferences.tsx";

export function Instant({
  at,
  as = "minute",
}: {
  at: number | null | undefined;
  as?: InstantStyle | "relative";
}) {
  const zone = useZone();
  const now = useNow();
  if (at === null || at === undefined) return null;
  const absolute = formatInstant(at, zone, "second");
  const relative = formatRelative(at, now);
  const title = `${absolute} ${zoneOffset(at, zone)} (${zone}) · ${relative}`;
  return (
    <time dateTime={new Date(at).toISOString()} title={title} className={style.money}>
      {as === "relative" ? relative : formatInstant(at, zone, as)}
    </time>
  );
}
