// Instants (UTC milliseconds) as text in a chosen time zone, and the day's limits in that zone.

export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export type InstantStyle = "minute" | "second" | "date" | "time";

const shapes: Record<InstantStyle, Intl.DateTimeFormatOptions> = {
  minute: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  second: {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  },
  date: { day: "numeric", month: "short", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(zone: string, options: Intl.DateTimeFormatOptions) {
  const key = `${zone} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    // The locale is fixed so that 03/04 can never be read two ways.
    made = new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23", timeZone: zone });
    formats.set(key, made);
  }
  return made;
}

export function formatInstant(at: number, zone: string, style: InstantStyle = "minute"): string {
  return dateFormat(zone, shapes[style]).format(at);
}

/** "UTC+02:00" for the zone at that instant. */
export function zoneOffset(at: number, zone: string): string {
  const minutes = zoneOffsetMinutes(at, zone);
  const size = Math.abs(minutes);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `UTC${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** "2026-11-22T06:01:20+02:00", for programs and files. */
export function isoInstant(at: number, zone: string): string {
  const local = new Date(at + zoneOffsetMinutes(at, zone) * 60_000).toISOString().slice(0, 19);
  return `${local}${zoneOffset(at, zone).slice(3)}`;
}

export function zoneOffsetMinutes(at: number, zone: string): number {
  const parts = dateFormat(zone, {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value ?? 0);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return Math.round((wall - at) / 60000);
}

/** The date in a zone as YYYY-MM-DD, the form date fields speak. */
export function dateIn(at: number, zone: string): string {
  return new Date(at + zoneOffsetMinutes(at, zone) * 60000).toISOString().slice(0, 10);
}

/** The instant at which a date (YYYY-MM-DD) begins in a zone, daylight saving included. */
export function startOfDate(date: string, zone: string): number {
  const guess = Date.parse(`${date}T00:00:00Z`);
  const first = guess - zoneOffsetMinutes(guess, zone) * 60000;
  return guess - zoneOffsetMinutes(first, zone) * 60000;
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31536000],
  ["month", 2592000],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

export function formatRelative(at: number, now: number, locale = "en"): string {
  const seconds = Math.round((at - now) / 1000);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return Math.abs(seconds) < 10 ? relative.format(0, "second") : relative.format(seconds, "second");
}

/** Lengths as people say them: "840 µs", "12.4 ms", "3.2 s", "4 min 5 s". */
export function formatDuration(us: number): string {
  if (us < 1000) return `${us} µs`;
  if (us < 1_000_000) return `${trim(us / 1000)} ms`;
  const seconds = us / 1_000_000;
  if (seconds < 60) return `${trim(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const trim = (value: number) =>
  new Intl.NumberFormat("en", { maximumSignificantDigits: value < 100 ? 2 : 3 }).format(value);
