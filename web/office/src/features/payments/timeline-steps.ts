// Every step of a payment in the order it happened: changes of the payment and of its operations,
// and what went to and came back from providers.
import type { Attempt, Operation, PaymentDetail } from "./api.ts";

interface Dated {
  key: string;
  at: number;
}

export type Step =
  | (Dated & { kind: "payment"; from: string; to: string; actor: string; reason: string })
  | (Dated & {
      kind: "operation";
      operation: Operation | undefined;
      from: string;
      to: string;
      actor: string;
      reason: string;
    })
  | (Dated & {
      kind: "sent" | "answered" | "asked" | "next_question";
      operation: Operation | undefined;
      attempt: Attempt;
    });

/** Steps of one instant: what was answered, then what changed by it, then what was sent. */
const places = { answered: 0, asked: 0, operation: 1, payment: 1, sent: 2, next_question: 3 };

export function timelineSteps(detail: PaymentDetail): Step[] {
  const operations = new Map(detail.operations.map((one) => [one.operation_id, one]));
  const changes = detail.history.map((step, index): Step => {
    const { subject_kind, subject_id, from, to, at, actor, reason } = step;
    const shared = { key: `${subject_id} ${index}`, at, from, to, actor, reason };
    if (subject_kind === "payment") return { kind: "payment", ...shared };
    return { kind: "operation", operation: operations.get(subject_id), ...shared };
  });
  const exchanges = detail.attempts.flatMap((attempt) =>
    attemptSteps(attempt, operations.get(attempt.operation_id)),
  );
  return [...changes, ...exchanges].sort((a, b) => a.at - b.at || places[a.kind] - places[b.kind]);
}

function attemptSteps(attempt: Attempt, operation: Operation | undefined): Step[] {
  const steps: Step[] = [];
  const add = (kind: "sent" | "answered" | "asked" | "next_question", at: number | null) => {
    if (at !== null)
      steps.push({ kind, key: `${attempt.attempt_id} ${kind}`, at, attempt, operation });
  };
  add("sent", attempt.sent_at);
  add("answered", attempt.answered_at);
  if (attempt.queries > 0) add("asked", attempt.resolved_at);
  if (isOpen(attempt)) add("next_question", attempt.next_check_at);
  return steps;
}

/** Sent, and nobody knows yet what became of it. */
export const isOpen = (attempt: Attempt) =>
  attempt.resolved_at === null && attempt.sent_at !== null && attempt.phase !== "resolved";

/**
 * What came back at first. An attempt keeps only how it ended; when questions settled it, the first
 * answer said less: nothing certain, or "later".
 */
export function firstOutcome(attempt: Attempt, { history }: PaymentDetail): Attempt["outcome"] {
  if (attempt.queries === 0 || attempt.resolved_at === null) return attempt.outcome;
  const doubted = history.some(
    ({ subject_id, to }) => subject_id === attempt.operation_id && to === "in_doubt",
  );
  return doubted ? "unknown" : "pending";
}

const final = new Set(["succeeded", "declined", "failed", "canceled", "reversed"]);

export const isFinal = (operation: Operation) => final.has(operation.state);

const settled = new Set(["captured", "voided", "canceled", "declined", "failed", "expired"]);

/** Whether something about the payment is still on its way. */
export const isMoving = ({ payment, operations }: PaymentDetail) =>
  payment.in_doubt ||
  payment.refund_pending_minor > 0 ||
  !settled.has(payment.lifecycle) ||
  operations.some((operation) => !isFinal(operation));
