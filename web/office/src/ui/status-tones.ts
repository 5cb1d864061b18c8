// The one table of statuses: each word's tone and icon. Colour never speaks alone: the badge always
// carries icon and word. A word that is missing here shows neutral, and a test names it.
import type { IconName } from "./icon.tsx";

export type Tone = "success" | "warning" | "danger" | "info" | "violet" | "neutral";

export interface StatusLook {
  tone: Tone;
  icon: IconName;
}

const done: StatusLook = { tone: "success", icon: "check-circle" };
const working: StatusLook = { tone: "info", icon: "clock" };
const needed: StatusLook = { tone: "warning", icon: "alert" };
const refused: StatusLook = { tone: "danger", icon: "x-circle" };
const over: StatusLook = { tone: "neutral", icon: "ban" };
const idle: StatusLook = { tone: "neutral", icon: "circle" };
const held: StatusLook = { tone: "violet", icon: "lock" };
const back: StatusLook = { tone: "violet", icon: "refund" };
const unsure: StatusLook = { tone: "warning", icon: "help" };
const stopped: StatusLook = { tone: "warning", icon: "pause" };

export const statusTones = {
  payment: {
    created: idle,
    review: needed,
    "action:three_ds": working,
    "action:redirect": working,
    "action:customer": working,
    "action:clarification": needed,
    "action:merchant_auth": needed,
    "action:payment": working,
    action: working,
    processing: working,
    authorized: held,
    part_captured: held,
    captured: done,
    voided: over,
    canceled: over,
    declined: refused,
    failed: refused,
    expired: over,
    paid: done,
    verified: done,
    returned: back,
    in_doubt: unsure,
  },
  refund_state: { none: idle, pending: working, part: back, full: back },
  dispute_state: { none: idle, open: needed, won: done, lost: refused },
  operation: {
    new: idle,
    approval: needed,
    queued: idle,
    reserved: working,
    sent: working,
    action: working,
    pending: working,
    in_doubt: unsure,
    succeeded: done,
    declined: refused,
    failed: refused,
    rejected: refused,
    reversed: back,
    canceled: over,
    expired: over,
    bounced: refused,
  },
  attempt: {
    prepared: idle,
    sending: working,
    sent: working,
    answered: working,
    resolved: done,
    approved: done,
    declined: refused,
    failed: refused,
    not_executed: over,
    action: working,
    pending: working,
    unknown: unsure,
    known: done,
    not_sent: over,
  },
  merchant: {
    draft: idle,
    onboarding: working,
    in_review: needed,
    active: done,
    limited: stopped,
    suspended: refused,
    closed: over,
  },
  user: { invited: working, active: done, locked: refused, disabled: over },
  api_key: { active: done, rotating: working, expired: over, revoked: refused },
  delivery: {
    queued: idle,
    sending: working,
    delivered: done,
    retry_wait: stopped,
    exhausted: refused,
    suppressed: over,
    canceled: over,
  },
  endpoint: { active: done, paused: stopped, disabled_by_failures: refused },
  health: { ok: done, degraded: needed, down: refused, idle },
  approval: {
    open: working,
    approved: needed,
    executed: done,
    rejected: refused,
    withdrawn: over,
    expired: over,
    voided: stopped,
  },
  outcome: { ok: done, denied: refused, error: refused },
  escalation: { open: needed, in_progress: working, waiting: stopped, resolved: done },
  priority: {
    low: idle,
    normal: { tone: "neutral", icon: "flag" },
    high: { tone: "warning", icon: "flag" },
    urgent: { tone: "danger", icon: "flag" },
  },
  view: {
    asked: needed,
    accepted: done,
    running: { tone: "violet", icon: "eye" },
    ended: over,
    refused,
    withdrawn: over,
    lapsed: over,
  },
} satisfies Record<string, Record<string, StatusLook>>;

export type StatusKind = keyof typeof statusTones;

export function statusLook(kind: StatusKind, value: string): StatusLook {
  const table: Record<string, StatusLook> = statusTones[kind];
  return table[value] ?? idle;
}
