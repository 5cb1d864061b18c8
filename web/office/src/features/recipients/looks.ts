// Tone and icon of each state, and how long somebody still has to wait; the words are in en.json.
import type { StatusLook } from "../../ui/status-tones.ts";
import type { Recipient, State } from "./api.ts";

export const stateLooks: Record<State, StatusLook> = {
  draft: { tone: "neutral", icon: "edit" },
  pending_approval: { tone: "warning", icon: "clock" },
  approved: { tone: "success", icon: "check-circle" },
  declined: { tone: "danger", icon: "x-circle" },
  archived: { tone: "neutral", icon: "ban" },
};

const cooling: StatusLook = { tone: "info", icon: "clock" };

/** An approved one looks different until it may be paid. */
export const lookOf = (one: Pick<Recipient, "state" | "usable_from_at">, now: number) =>
  isCooling(one, now) ? cooling : stateLooks[one.state];

export const isCooling = (
  { state, usable_from_at }: Pick<Recipient, "state" | "usable_from_at">,
  now: number,
) => state === "approved" && usable_from_at !== null && usable_from_at > now;

const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;

/**
 * "21 h", "1 h 5 min", "40 min", "1 min": rounded up, so that nobody comes too early. A page knows
 * the time to some seconds only, so a day that has just begun is a day and not 25 h.
 */
export function leftText(until: number, now: number): string {
  const minutes = Math.max(1, Math.ceil((until - now) / minute_ms));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  if (hours >= 3) return `${Math.ceil((until - now - minute_ms) / hour_ms)} h`;
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
