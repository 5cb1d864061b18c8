import { describe, expect, it } from "vitest";
import type { Attempt, HistoryStep, Operation, PaymentDetail } from "./api.ts";
import { firstOutcome, isMoving, timelineSteps } from "./timeline-steps.ts";

const attempt = (part: Partial<Attempt>) =>
  ({
    attempt_id: "at_1",
    operation_id: "op_1",
    phase: "resolved",
    certainty: "known",
    queries: 0,
    prepared_at: 100,
    sent_at: 103,
    answered_at: 290,
    resolved_at: 290,
    next_check_at: null,
    ...part,
  }) as Attempt;

const change = (subject_kind: "payment" | "operation", to: string, at: number): HistoryStep => ({
  subject_kind,
  subject_id: subject_kind === "payment" ? "tx_1" : "op_1",
  from: "",
  to,
  at,
  actor: "runner",
  reason: "",
});

const detail = (part: object) =>
  ({
    payment: { lifecycle: "captured", in_doubt: false, refund_pending_minor: 0 },
    operations: [{ operation_id: "op_1", type: "sale", state: "succeeded" } as Operation],
    attempts: [],
    history: [],
    ...part,
  }) as unknown as PaymentDetail;

describe("the timeline", () => {
  it("puts an answer before the changes it caused within the same millisecond", () => {
    const steps = timelineSteps(
      detail({
        history: [
          change("payment", "processing", 100),
          change("operation", "succeeded", 290),
          change("payment", "captured", 290),
        ],
        attempts: [attempt({})],
      }),
    );
    expect(steps.map((step) => step.kind)).toEqual([
      "payment",
      "sent",
      "answered",
      "operation",
      "payment",
    ]);
  });

  it("keeps the server's order of changes of one instant", () => {
    const history = ["created", "queued", "processing"].map((to) => change("payment", to, 100));
    const steps = timelineSteps(detail({ history }));
    expect(steps.map((step) => step.kind === "payment" && step.to)).toEqual([
      "created",
      "queued",
      "processing",
    ]);
  });

  it("names the next question while the outcome is open, and none afterwards", () => {
    const open = { phase: "answered", resolved_at: null, queries: 3, next_check_at: 9000 };
    const kinds = (part: Partial<Attempt>) =>
      timelineSteps(detail({ attempts: [attempt(part)] })).map((step) => step.kind);
    expect(kinds(open)).toEqual(["sent", "answered", "next_question"]);
    expect(kinds({ queries: 3, resolved_at: 9100, next_check_at: 9000 })).toEqual([
      "sent",
      "answered",
      "asked",
    ]);
  });

  it("says nothing was sent when nothing was", () => {
    const never = attempt({ sent_at: null, answered_at: null, resolved_at: 100 });
    expect(timelineSteps(detail({ attempts: [never] }))).toEqual([]);
  });
});

describe("what a provider answered at first", () => {
  const asked = attempt({ queries: 4, outcome: "not_executed" as Attempt["outcome"] });

  it("is not known when the operation was in doubt, whatever the questions brought later", () => {
    const history = [change("operation", "in_doubt", 290), change("operation", "failed", 900)];
    expect(firstOutcome(asked, detail({ history }))).toBe("unknown");
  });

  it("was a promise when it was asked about without doubt", () => {
    expect(firstOutcome(asked, detail({}))).toBe("pending");
  });

  it("is the outcome when nobody had to ask", () => {
    expect(firstOutcome({ ...asked, queries: 0 }, detail({}))).toBe("not_executed");
  });
});

describe("a payment moves", () => {
  it("as long as a refund has no end, even when its sale is settled", () => {
    expect(isMoving(detail({}))).toBe(false);
    const refund = { operation_id: "op_2", type: "refund", state: "sent" };
    expect(isMoving(detail({ operations: [refund] }))).toBe(true);
    const doubt = { lifecycle: "captured", in_doubt: true, refund_pending_minor: 0 };
    expect(isMoving(detail({ payment: doubt }))).toBe(true);
  });
});
