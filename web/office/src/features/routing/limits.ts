// The schemes' limits as people edit them: figures stay text until they are sent.
import type { RetryCap } from "./api.ts";

export const schemes = [
  "visa",
  "mastercard",
  "amex",
  "discover",
  "jcb",
  "diners",
  "unionpay",
  "maestro",
] as const;
export const kinds = ["card", "amount", "category", "advice"] as const;
export const covers = ["all", "merchant_initiated"] as const;

export interface LimitDraft extends Omit<RetryCap, "attempts_max" | "window_hours"> {
  key: number;
  attempts: string;
  hours: string;
}
export type LimitTrouble = Partial<Record<"code" | "attempts" | "hours" | "source", string>>;

const attempts_most = 100;
const hours_most = 366 * 24;
let keys = 0;

export const blankLimit = (): LimitDraft => ({
  key: ++keys,
  scheme: "visa",
  kind: "card",
  code: "",
  covers: "all",
  attempts: "10",
  hours: "24",
  source: "",
});

export const draftOf = (cap: RetryCap): LimitDraft => ({
  key: ++keys,
  scheme: cap.scheme,
  kind: cap.kind,
  code: cap.code,
  covers: cap.covers,
  attempts: String(cap.attempts_max),
  hours: String(cap.window_hours),
  source: cap.source,
});

export const hasCode = (kind: RetryCap["kind"]) => kind === "category" || kind === "advice";

const whole = (text: string, least: number, most: number) =>
  /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most;

/** What does not fit, by field; words of limits.wrong. */
export function troublesOf(draft: LimitDraft): LimitTrouble {
  const found: LimitTrouble = {};
  if (draft.kind === "category" && !/^[1-4]$/.test(draft.code)) found.code = "category";
  if (draft.kind === "advice" && !/^\d\d$/.test(draft.code)) found.code = "advice";
  // One decline of any kind must not shut a card out.
  if (!whole(draft.attempts, hasCode(draft.kind) ? 0 : 1, attempts_most))
    found.attempts = hasCode(draft.kind) ? "attempts_or_none" : "attempts";
  if (!whole(draft.hours, 1, hours_most)) found.hours = "hours";
  if (draft.source.length > 200) found.source = "source";
  return found;
}

export const isFine = (drafts: readonly LimitDraft[]) =>
  drafts.every((draft) => Object.keys(troublesOf(draft)).length === 0);

export const capOf = (draft: LimitDraft): RetryCap => ({
  scheme: draft.scheme,
  kind: draft.kind,
  code: hasCode(draft.kind) ? draft.code : "",
  covers: draft.covers,
  attempts_max: Number(draft.attempts),
  window_hours: Number(draft.hours),
  source: draft.source.trim(),
});

/** Hours as people say them: whole days where they are several. */
export const spanOf = (hours: number): { unit: "days" | "hours"; count: number } =>
  hours > 24 && hours % 24 === 0
    ? { unit: "days", count: hours / 24 }
    : { unit: "hours", count: hours };
