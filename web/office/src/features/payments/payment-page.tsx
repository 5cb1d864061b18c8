// One payment: where it stands, where its money is, and every step that led there. Follows live.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { LiveEvent } from "../../api/live.ts";
import { paymentOf } from "../../api/payment-event.ts";
import { formatMoney } from "../../lib/money.ts";
import { Copyable } from "../../ui/copyable.tsx";
import { EscalateButton } from "../../ui/escalate-button.tsx";
import { LiveIndicator } from "../../ui/live.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Page, Split } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { PaymentStatus } from "../../ui/status.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { ActionCard } from "./action-card.tsx";
import { AmountsCard } from "./amounts-card.tsx";
import { detailKey, detailQuery, type PaymentDetail } from "./api.ts";
import { CancelButton } from "./cancel-button.tsx";
import { CaseNotices } from "./case-notices.tsx";
import { ChainCard } from "./chain-card.tsx";
import { EscalationNotice } from "./escalation-notice.tsx";
import { FeesCard } from "./fees-card.tsx";
import { HoldCard } from "./hold-card.tsx";
import { LedgerCard } from "./ledger-card.tsx";
import { OperationsList } from "./operations-list.tsx";
import { PaymentFacts } from "./payment-facts.tsx";
import { PaymentNotices } from "./payment-notices.tsx";
import { PaymentTimeline } from "./payment-timeline.tsx";
import { RefundButton } from "./refund-button.tsx";
import { RouteCard } from "./route-card.tsx";
import { StepButtons } from "./step-buttons.tsx";
import { ThreeDsCard } from "./three-ds-card.tsx";
import { isMoving } from "./timeline-steps.ts";
import { WaitingNotices } from "./waiting-notices.tsx";

const unsettled_every_ms = 4000;

/** A request for approval about this payment was made or decided. */
const isAbout = (event: LiveEvent, payment_id: string) =>
  event.type.startsWith("approval.") && event.payload.about === payment_id;

export default function PaymentPage() {
  const { t } = useTranslation("payments");
  const { payment_id = "" } = useParams({ strict: false }) as { payment_id?: string };
  const queries = useQueryClient();
  const answer = useQuery({
    ...detailQuery(payment_id),
    // Live events are the rule; asking again now and then covers a broken stream.
    refetchInterval: ({ state }) =>
      state.data && isMoving(state.data) ? unsettled_every_ms : false,
  });
  useLiveRefresh(
    (event) => paymentOf(event)?.payment_id === payment_id || isAbout(event, payment_id),
    () => void queries.invalidateQueries({ queryKey: detailKey(payment_id) }),
    800,
  );
  const crumbs = [{ label: t("title"), to: "/payments" }];
  if (answer.data) return <Loaded detail={answer.data} crumbs={crumbs} />;
  return (
    <Page title={t("page.title")} crumbs={crumbs}>
      {answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

interface LoadedProps {
  detail: PaymentDetail;
  crumbs: { label: string; to: string }[];
}

function Loaded({ detail, crumbs }: LoadedProps) {
  const { t } = useTranslation("payments");
  const { payment } = detail;
  const { amount_minor, currency } = payment;
  return (
    <Page
      title={formatMoney(amount_minor, currency, { unit: "code" })}
      aside={<PaymentStatus {...payment} refund_state={refundWord(detail)} />}
      note={<Copyable text={payment.payment_id} />}
      crumbs={payment.kind === "payout" ? [{ label: t("payouts.title"), to: "/payouts" }] : crumbs}
      actions={
        <>
          <LiveIndicator />
          <EscalateButton
            at={payment}
            subject={{ subject_kind: "payment", subject_id: payment.payment_id }}
          />
          <CancelButton detail={detail} />
          <StepButtons detail={detail} />
          {payment.kind === "purchase" && payment.lifecycle !== "review" && (
            <RefundButton detail={detail} />
          )}
        </>
      }
    >
      <WaitingNotices payment={payment} />
      <PaymentNotices detail={detail} />
      <CaseNotices payment={payment} />
      <EscalationNotice payment={payment} />
      <Split
        main={
          <>
            <ActionCard payment={payment} />
            <HoldCard payment={payment} />
            {payment.kind === "purchase" && <AmountsCard payment={payment} />}
            <Story detail={detail} />
          </>
        }
        side={
          <>
            <ChainCard payment={payment} />
            <PaymentFacts detail={detail} />
            <ThreeDsCard detail={detail} />
            <RouteCard payment={payment} />
          </>
        }
      />
    </Page>
  );
}

const refundWord = ({ payment }: PaymentDetail) =>
  payment.refund_pending_minor > 0 && payment.refund_state === "none"
    ? "pending"
    : payment.refund_state;

function Story({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const [search, change] = useUrlState();
  return (
    <Tabs
      label={t("tab.label")}
      value={search.tab ?? "timeline"}
      onChange={(tab) => change({ tab: tab === "timeline" ? undefined : tab })}
      tabs={[
        {
          value: "timeline",
          label: t("tab.timeline"),
          content: <PaymentTimeline detail={detail} />,
        },
        {
          value: "operations",
          label: t("tab.operations"),
          count: detail.operations.length,
          content: <OperationsList detail={detail} />,
        },
        {
          value: "ledger",
          label: t("tab.ledger"),
          content: <LedgerCard entries={detail.ledger_entries} />,
        },
        {
          value: "fees",
          label: t("tab.fees"),
          count: detail.fee_lines.length || undefined,
          content: <FeesCard detail={detail} />,
        },
      ]}
    />
  );
}
