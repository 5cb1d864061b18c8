// Payouts: those that wait for other people, and every one that was made, with its way to the end.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { useClock } from "../../ui/clock.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { List } from "../../ui/list-page.tsx";
import { LiveIndicator } from "../../ui/live.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Page } from "../../ui/page.tsx";
import { useZone } from "../../ui/preferences.tsx";
import { useMerchantOptions } from "../../ui/reference.ts";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { useStatusWord } from "../../ui/status.tsx";
import { listQuery, waitingPayoutsQuery } from "./api.ts";
import { useFollowedRows } from "./newer-payments.tsx";
import style from "./payment.module.css";
import { usePaymentColumns } from "./payment-columns.tsx";

export default function PayoutsPage() {
  const { t } = useTranslation("payments");
  const can = useCan("list_payments");
  return (
    <Page
      title={t("payouts.title")}
      actions={
        can.allowed && (
          <>
            <LiveIndicator />
            <ButtonLink to="/recipients" icon="payee">
              {t("payouts.recipients")}
            </ButtonLink>
            <ButtonLink to="/batches" icon="rows">
              {t("payouts.batches")}
            </ButtonLink>
            <CreateLink />
          </>
        )
      }
    >
      {can.allowed ? <Payouts /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

function CreateLink() {
  const { t } = useTranslation("payments");
  const can = useCan("create_payout");
  return (
    <ButtonLink to="/payouts/create" variant="primary" icon="plus" disabledReason={can.reason}>
      {t("payout.action")}
    </ButtonLink>
  );
}

const states = [
  "review",
  "processing",
  "paid",
  "declined",
  "failed",
  "canceled",
  "expired",
  "returned",
] as const;

function Payouts() {
  const { t } = useTranslation("payments");
  const word = useStatusWord();
  const merchants = useMerchantOptions();
  const queries = useQueryClient();
  const reading = { now: useClock(), zone: useZone() };
  const fresh = useFollowedRows();
  useLiveRefresh(
    (event) => event.type.startsWith("payout.") || event.type.startsWith("approval."),
    () => {
      void queries.invalidateQueries({ queryKey: ["payments", "list"] });
      void queries.invalidateQueries({ queryKey: waitingPayoutsQuery.queryKey });
    },
    2000,
  );
  return (
    <>
      <Waiting />
      <List
        list="payouts"
        label={t("payouts.title")}
        columns={usePaymentColumns()}
        filters={[
          { kind: "search", name: "search", label: t("search"), placeholder: t("search_hint") },
          {
            kind: "choice",
            name: "lifecycle",
            label: t("column.status"),
            multiple: true,
            options: states.map((value) => ({ value, label: word("payment", value) })),
          },
          { kind: "period", name: "period", label: t("filter.period") },
          {
            kind: "choice",
            name: "merchant_id",
            label: t("column.merchant"),
            options: merchants,
          },
          { kind: "flag", name: "in_doubt", label: t("filter.in_doubt") },
        ]}
        query={(values, page) => listQuery({ ...values, kind: "payout" }, page, reading)}
        rowKey={(row) => row.payment_id}
        rowPath={(row) => `/payments/${row.payment_id}`}
        fresh={fresh}
        empty={
          <EmptyState icon="bank" title={t("payouts.empty")}>
            {t("payouts.empty_text")}
          </EmptyState>
        }
      />
    </>
  );
}

/** Asked for and not done yet: nothing of these is in the list below. */
function Waiting() {
  const { t } = useTranslation("payments");
  const can = useCan("list_approvals");
  const { data = [] } = useQuery({ ...waitingPayoutsQuery, enabled: can.allowed });
  if (data.length === 0) return null;
  return (
    <Card title={t("payouts.waiting", { count: data.length })} note={t("payouts.waiting_note")}>
      <ul className={style.escalations}>
        {data.map((one) => (
          <li key={one.approval_id}>
            <Link to={`/approvals/${one.approval_id}`}>
              {formatMoney(one.amount_minor ?? 0, one.currency ?? "EUR")} · {one.subject_label}
            </Link>{" "}
            <span className={style.quiet}>
              {one.requested_by}, {t("payouts.until")} <Instant at={one.expires_at} as="relative" />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
