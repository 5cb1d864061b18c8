// What a reader must know first: an outcome nobody knows yet, a refund on its way, or why the
// payment was not accepted and what may be done.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { useCan } from "../../ui/can.tsx";
import { useNow } from "../../ui/clock.tsx";
import { DeclineLink, declinePath } from "../../ui/decline-reason.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useDeclineReason } from "../../ui/reference.ts";
import type { Attempt, Operation, PaymentDetail } from "./api.ts";
import { operationWord } from "./operation-word.ts";
import { routeQuery } from "./route-card.tsx";
import { isFinal, isOpen } from "./timeline-steps.ts";
import { waitText } from "./wait-text.ts";

export function PaymentNotices({ detail }: { detail: PaymentDetail }) {
  const { payment } = detail;
  const unknown = payment.in_doubt || detail.operations.some(({ state }) => state === "in_doubt");
  return (
    <>
      {unknown ? <DoubtNotice detail={detail} /> : <RefundsOnTheWay detail={detail} />}
      {payment.decline_reason !== "" && !payment.in_doubt && <RefusalNotice detail={detail} />}
    </>
  );
}

function openExchange(detail: PaymentDetail): { attempt?: Attempt; operation?: Operation } {
  const attempt = detail.attempts.findLast(isOpen);
  const byAttempt = detail.operations.find((one) => one.operation_id === attempt?.operation_id);
  const operation = byAttempt ?? detail.operations.find(({ state }) => state === "in_doubt");
  return { attempt, operation };
}

function DoubtNotice({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const { payment } = detail;
  const { attempt, operation } = openExchange(detail);
  const type = t(`operation.${operationWord(operation)}`);
  const amount = formatMoney(operation?.amount_minor ?? payment.amount_minor, payment.currency);
  return (
    <Notice tone="warning" title={t("doubt.title", { type })}>
      <p>
        {t("doubt.sent", { type, amount, provider: payment.provider_account_title })}{" "}
        {attempt?.sent_at && <Instant at={attempt.sent_at} as="second" />}
        {". "}
        {t("doubt.meaning")}
      </p>
      {attempt && <NextQuestion attempt={attempt} />}
      {operation && <DeskLink detail={detail} operation={operation} />}
    </Notice>
  );
}

/** Where every question is told, and where a person may decide. */
function DeskLink({ detail, operation }: { detail: PaymentDetail; operation: Operation }) {
  const { t } = useTranslation("payments");
  const { company_id, merchant_id, project_id, payment_id } = detail.payment;
  const can = useCan("list_unanswered_operations", { company_id, merchant_id, project_id });
  if (!can.allowed) return null;
  const search = { payment_id, open: operation.operation_id };
  return (
    <p>
      <Link to="/needs-answer" search={search}>
        {t("doubt.desk")}
      </Link>
    </p>
  );
}

function NextQuestion({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation("payments");
  const now = useNow(1000);
  const { queries, next_check_at } = attempt;
  return (
    <p>
      <b>{t("doubt.asked", { count: queries })}</b>{" "}
      {next_check_at === null
        ? t("doubt.no_next")
        : next_check_at <= now
          ? t("doubt.asking")
          : t("doubt.next", { wait: waitText(next_check_at - now) })}
    </p>
  );
}

function RefundsOnTheWay({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const moving = detail.operations.filter((one) => one.type === "refund" && !isFinal(one));
  if (moving.length === 0) return null;
  const sum_minor = moving.reduce((sum, refund) => sum + refund.amount_minor, 0);
  const amount = formatMoney(sum_minor, detail.payment.currency);
  return (
    <Notice title={t("refund_moving.title", { count: moving.length, amount })}>
      {t("refund_moving.text")}
    </Notice>
  );
}

/** Refusals of our own that end by themselves. */
const byScheme = new Set(["retry_cap_reached", "retry_forbidden"]);

function RefusedUntil({ payment_id }: { payment_id: string }) {
  const { t } = useTranslation("payments");
  const refusal = useQuery(routeQuery(payment_id)).data?.refusal;
  if (!refusal) return null;
  return (
    <p>
      {t("refusal.declined_for", { count: refusal.declined })}{" "}
      <DeclineLink reason={refusal.reason} />. {t("refusal.until")} <Instant at={refusal.until} />.
    </p>
  );
}

function RefusalNotice({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const { lifecycle, decline_reason } = detail.payment;
  const { title, meaning, advice } = useDeclineReason()(decline_reason);
  return (
    <Notice tone="warning" title={t(`refusal.${lifecycle}`, { title, defaultValue: title })}>
      {meaning && <p>{meaning}</p>}
      {byScheme.has(decline_reason) && <RefusedUntil payment_id={detail.payment.payment_id} />}
      {advice && (
        <p>
          <b>{t("refusal.advice")}</b> {advice}{" "}
          <Link to={declinePath} hash={decline_reason}>
            {t("refusal.more")}
          </Link>
        </p>
      )}
    </Notice>
  );
}
