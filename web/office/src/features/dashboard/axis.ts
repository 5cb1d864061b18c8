// How the steps of a range are named under a chart and in its table.
import { formatInstant } from "../../lib/time.ts";
import type { Range } from "./api.ts";

const day = (at: number, zone: string) => formatInstant(at, zone, "date").replace(/ \d{4}$/, "");
const hour = (at: number, zone: string) => formatInstant(at, zone, "time").slice(0, 5);

/** The full name, and a short one for under the axis. */
export function stepName(range: Range, at: number, zone: string): { label: string; tick: string } {
  if (range === "today") return { label: hour(at, zone), tick: hour(at, zone) };
  if (range === "30d") return { label: day(at, zone), tick: day(at, zone) };
  return { label: `${day(at, zone)}, ${hour(at, zone)}`, tick: day(at, zone) };
}

/** Steps per label: the 6-hour steps of a week are named by the day. */
export const ticksEvery: Record<Range, number> = { today: 1, "7d": 4, "30d": 1 };
