// Operations of a payment, newest last, each with its attempts and what went over the wire.
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../lib/time.ts";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { DeclineLink } from "../../ui/decline-reason.tsx";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { JsonText } from "../../ui/json-view.tsx";
import { Money } from "../../ui/money.tsx";
import { Stack } from "../../ui/page.tsx";
import { useDeclineReason } from "../../ui/reference.ts";
import { Status } from "../../ui/status.tsx";
import type { Attempt, Operation, PaymentDetail } from "./api.ts";
import { DecisionFacts } from "./decision-facts.tsx";
import { operationWord } from "./operation-word.ts";
import style from "./payment.module.css";
import { isOpen } from "./timeline-steps.ts";

export function OperationsList({ detail }: { detail: PaymentDetail }) {
  return (
    <Stack>
      {detail.operations.map((operation) => (
        <OperationCard
          key={operation.operation_id}
          operation={operation}
          attempts={detail.attempts.filter((one) => one.operation_id === operation.operation_id)}
          detail={detail}
        />
      ))}
    </Stack>
  );
}

function OperationCard({
  operation,
  attempts,
  detail,
}: {
  operation: Operation;
  attempts: readonly Attempt[];
  detail: PaymentDetail;
}) {
  const { t } = useTranslation("payments");
  const { amount_minor, currency } = operation;
  return (
    <Card
      title={
        <>
          {t(`operation.${operationWord(operation)}`)}{" "}
          <Money minor={amount_minor} currency={currency} />
        </>
      }
      actions={<Status kind="operation" value={operation.state} />}
    >
      <OperationFacts operation={operation} />
      {attempts.some(({ resolved_by }) => resolved_by === "human") && (
        <DecisionFacts payment_id={detail.payment.payment_id} operation={operation} />
      )}
      <ol className={style.attempts}>
        {attempts.map((attempt) => (
          <AttemptItem key={attempt.attempt_id} attempt={attempt} detail={detail} />
        ))}
      </ol>
      {attempts.length === 0 && <p className={style.quiet}>{t("attempt.none")}</p>}
    </Card>
  );
}

function OperationFacts({ operation }: { operation: Operation }) {
  const { t } = useTranslation("payments");
  const reasonOf = useDeclineReason();
  const { decline_reason, provider_code, provider_message } = operation;
  const optional = (name: string, value: string): Fact => ({
    name,
    value: <Copyable text={value} />,
    hidden: value === "",
  });
  const facts: Fact[] = [
    { name: t("op.operation_id"), value: <Copyable short text={operation.operation_id} /> },
    { name: t("op.requested_by"), value: operation.requested_by },
    { name: t("op.created_at"), value: <Instant at={operation.created_at} as="second" /> },
    {
      name: t("op.completed_at"),
      value: operation.completed_at !== null && <Instant at={operation.completed_at} as="second" />,
      hidden: operation.completed_at === null,
    },
    { name: t("op.reason"), value: operation.reason, hidden: operation.reason === "" },
    optional(t("op.merchant_reference"), operation.merchant_reference),
    {
      name: t("op.decline_reason"),
      value: (
        <>
          <DeclineLink reason={decline_reason} />. {reasonOf(decline_reason).meaning}{" "}
          {reasonOf(decline_reason).advice}
        </>
      ),
      hidden: decline_reason === "",
    },
    {
      name: t("op.provider_said"),
      value: [provider_code, provider_message].filter(Boolean).join(" · "),
      hidden: provider_code === "" && provider_message === "",
    },
    optional(t("op.auth_code"), operation.auth_code),
    optional(t("op.rrn"), operation.rrn),
    optional(t("op.arn"), operation.arn),
    optional(t("op.advice_code"), operation.advice_code),
    optional(t("op.avs_result"), operation.avs_result),
    optional(t("op.cvv_result"), operation.cvv_result),
    {
      name: t("op.received"),
      value: <Money minor={operation.received_minor ?? 0} currency={operation.currency} />,
      hidden: operation.received_minor === null,
    },
    {
      name: t("op.fee"),
      value: <Money minor={operation.fee_minor} currency={operation.currency} />,
    },
  ];
  return <Facts columns={2} facts={facts} />;
}

function AttemptItem({ attempt, detail }: { attempt: Attempt; detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const { payment } = detail;
  const own = attempt.provider_account_id === payment.provider_account_id;
  const outcome = attempt.outcome ?? attempt.phase;
  return (
    <li>
      <details className={style.attempt} open={isOpen(attempt)}>
        <summary className={style.summary}>
          <Icon name="chevron-right" size={13} className={style.turn} />
          <span className={style.name}>
            {t("attempt.title", {
              number: attempt.seq,
              provider: own ? payment.provider_account_title : attempt.provider_account_id,
            })}
          </span>
          <Status kind="attempt" value={outcome} />
          {attempt.answered_at !== null && (
            <span className={style.quiet}>{formatDuration(attempt.latency_us)}</span>
          )}
        </summary>
        <div className={style.inside}>
          <AttemptFacts attempt={attempt} />
          <div className={style.wire}>
            <Wire title={t("attempt.request")} text={attempt.request} />
            <Wire title={t("attempt.response")} text={attempt.response} />
          </div>
        </div>
      </details>
    </li>
  );
}

function AttemptFacts({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation("payments");
  const at = (name: "sent_at" | "answered_at" | "resolved_at" | "next_check_at"): Fact => ({
    name: t(`attempt.${name}`),
    value: <Instant at={attempt[name]} as="second" />,
    hidden: attempt[name] === null,
  });
  return (
    <Facts
      columns={2}
      facts={[
        {
          name: t("attempt.our_reference"),
          value: <Copyable short text={attempt.our_reference} />,
        },
        {
          name: t("attempt.provider_reference"),
          value: <Copyable text={attempt.provider_reference} />,
          hidden: attempt.provider_reference === "",
        },
        at("sent_at"),
        at("answered_at"),
        {
          name: t("attempt.http_status"),
          value: attempt.http_status,
          hidden: !attempt.http_status,
        },
        { name: t("attempt.certainty"), value: t(`certainty.${attempt.certainty}` as "title") },
        { name: t("attempt.queries"), value: attempt.queries, hidden: attempt.queries === 0 },
        at("resolved_at"),
        at("next_check_at"),
      ]}
    />
  );
}

function Wire({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation("payments");
  return (
    <section className={style.message}>
      <h3 className={style.subtitle}>{title}</h3>
      {text === "" ? <p className={style.quiet}>{t("attempt.empty")}</p> : <JsonText text={text} />}
    </section>
  );
}
