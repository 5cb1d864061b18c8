// The story of a payment, oldest step first, with who or what made each step and why.
import type { TFunction } from "i18next";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../lib/time.ts";
import { Card } from "../../ui/card.tsx";
import { Money } from "../../ui/money.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Status } from "../../ui/status.tsx";
import { statusLook } from "../../ui/status-tones.ts";
import { Timeline, type TimelineStep } from "../../ui/timeline.tsx";
import type { Operation, PaymentDetail } from "./api.ts";
import { operationWord } from "./operation-word.ts";
import style from "./payment.module.css";
import { ReasonText } from "./reason-text.tsx";
import { firstOutcome, type Step, timelineSteps } from "./timeline-steps.ts";

export function PaymentTimeline({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const [shown, setShown] = useState("all");
  const steps = timelineSteps(detail).filter((step) => shown === "all" || step.kind === "payment");
  return (
    <Card
      title={t("tab.timeline")}
      actions={
        <Segments
          label={t("timeline.shown")}
          value={shown}
          onChange={setShown}
          options={[
            { value: "all", label: t("timeline.all") },
            { value: "payment", label: t("timeline.payment") },
          ]}
        />
      }
    >
      <Timeline label={t("tab.timeline")} steps={steps.map((step) => shownStep(step, detail, t))} />
    </Card>
  );
}

function shownStep(step: Step, detail: PaymentDetail, t: TFunction<"payments">): TimelineStep {
  const { key, at } = step;
  if (step.kind === "payment") {
    const { tone, icon } = statusLook("payment", step.to);
    const title = (
      <span className={style.title}>
        {t("timeline.payment")} <Status kind="payment" value={step.to} />
      </span>
    );
    return { key, at, tone, icon, title, note: <Made {...step} /> };
  }
  if (step.kind === "operation") {
    const { tone } = statusLook("operation", step.to);
    const title = (
      <span className={style.title}>
        <span>
          <OperationName operation={step.operation} t={t} />
        </span>
        <Status kind="operation" value={step.to} />
      </span>
    );
    return { key, at, tone, title, note: <Made {...step} /> };
  }
  return exchangeStep(step, detail, t);
}

type ExchangeStep = Extract<Step, { attempt: unknown }>;

function exchangeStep(
  { kind, key, at, attempt, operation }: ExchangeStep,
  detail: PaymentDetail,
  t: TFunction<"payments">,
): TimelineStep {
  const { payment } = detail;
  const provider =
    attempt.provider_account_id === payment.provider_account_id
      ? payment.provider_account_title
      : attempt.provider_account_id;
  const type = t(`operation.${operationWord(operation)}`);
  if (kind === "sent")
    return {
      key,
      at,
      icon: "send",
      title: t("timeline.sent", { provider }),
      note: t("timeline.sent_note", {
        type,
        number: attempt.seq,
        reference: attempt.our_reference,
      }),
    };
  if (kind === "next_question")
    return { key, at, tone: "warning", icon: "clock", title: t("timeline.next_question") };
  const said = [attempt.provider_code, attempt.provider_message].filter(Boolean).join(" · ");
  if (kind === "asked")
    return {
      key,
      at,
      icon: "search",
      title: withOutcome(t("timeline.asked", { count: attempt.queries }), attempt.outcome),
      note: [t("timeline.asked_note", { type }), said].filter(Boolean).join(" · "),
    };
  const outcome = firstOutcome(attempt, detail);
  const unknown = outcome === "unknown";
  const duration = formatDuration(attempt.latency_us);
  return {
    key,
    at,
    icon: unknown ? "help" : "arrow-left",
    tone: unknown ? "warning" : undefined,
    title: withOutcome(
      t(unknown ? "timeline.no_answer" : "timeline.answered", { provider, duration }),
      outcome,
    ),
    note: (outcome === attempt.outcome && said) || undefined,
  };
}

const withOutcome = (text: string, outcome: string | null) => (
  <span className={style.title}>
    {text}
    {outcome && <Status kind="attempt" value={outcome} />}
  </span>
);

function OperationName({
  operation,
  t,
}: {
  operation: Operation | undefined;
  t: TFunction<"payments">;
}): ReactNode {
  if (!operation) return t("operation.sale");
  return (
    <>
      {t(`operation.${operationWord(operation)}`)}{" "}
      {operation.type !== "sale" && (
        <Money minor={operation.amount_minor} currency={operation.currency} />
      )}
    </>
  );
}

function Made({ actor, reason }: { actor: string; reason: string }) {
  const { t } = useTranslation("payments");
  return (
    <>
      {actor && t("timeline.by", { actor })}
      {reason && (
        <>
          {actor && " · "}
          <ReasonText reason={reason} />
        </>
      )}
    </>
  );
}
