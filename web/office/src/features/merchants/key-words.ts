// What an API key's dates say: whether it still works, for how long, and what ended it.
import type { ApiKey } from "./api.ts";

export type KeyState = "active" | "rotating" | "expired" | "revoked";

/** A key of the words under `key_end`, with the instant and the count they speak of. */
export interface KeyEnd {
  word: "revoked" | "replaced" | "overlap" | "expired" | "hours" | "days" | "later";
  at: number;
  count: number;
  urgent: boolean;
}

const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;
/** From here on an expiry is worth a look: a replacement has to be rolled out first. */
const soon_days = 30;

/** When the key stops working by itself: a replaced one by the end of its overlap at the latest. */
const endOf = ({ expires_at, overlap_until_at }: ApiKey) =>
  overlap_until_at === null ? expires_at : Math.min(expires_at, overlap_until_at);

export function keyState(key: ApiKey, now: number): KeyState {
  if (key.state === "revoked") return "revoked";
  if (endOf(key) <= now) return "expired";
  return key.overlap_until_at === null ? "active" : "rotating";
}

export function keyEnd(key: ApiKey, now: number): KeyEnd {
  const at = endOf(key);
  const say = (word: KeyEnd["word"], urgent = false, count = 0) => ({ word, at, count, urgent });
  if (key.state === "revoked") return say("revoked");
  const by_overlap = at === key.overlap_until_at;
  if (at <= now) return say(by_overlap ? "replaced" : "expired");
  if (by_overlap) return say("overlap", true);
  const left_ms = at - now;
  if (left_ms < day_ms) return say("hours", true, Math.max(1, Math.floor(left_ms / hour_ms)));
  const days = Math.floor(left_ms / day_ms);
  return days <= soon_days ? say("days", true, days) : say("later");
}

/**
 * A key that can still be used can be replaced or taken away; one that was replaced only the
 * latter.
 */
export const canRotate = (key: ApiKey, now: number) => keyState(key, now) === "active";
export const canRevoke = (key: ApiKey, now: number) =>
  ["active", "rotating"].includes(keyState(key, now));
