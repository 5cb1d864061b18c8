// What about this payment waits for other people: itself, a refund, a decision, with the way to
// each request.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice } from "../../ui/notice.tsx";
import { type Payment, waitingQuery } from "./api.ts";

export function WaitingNotices({ payment }: { payment: Payment }) {
  const { t } = useTranslation("payments");
  const can = useCan("list_approvals");
  const { data = [] } = useQuery({
    ...waitingQuery(payment.payment_id),
    enabled: can.allowed,
  });
  return data.map((one) => (
    <Notice
      key={one.approval_id}
      title={t(titleOf(one.kind), {
        amount: formatMoney(one.amount_minor ?? 0, one.currency ?? payment.currency),
      })}
      action={
        <ButtonLink to={`/approvals/${one.approval_id}`} size="small" icon="arrow-right">
          {t("waiting.see")}
        </ButtonLink>
      }
    >
      {one.kind === "payment" || one.kind === "payout" ? (
        <>
          {t(`waiting.text_${one.kind}`, { name: one.requested_by })}{" "}
          <Instant at={one.expires_at} as="relative" />.
        </>
      ) : (
        t("waiting.text", { name: one.requested_by })
      )}
    </Notice>
  ));
}

const titleOf = (kind: string) =>
  kind === "payment" || kind === "payout" || kind === "manual_status"
    ? (`waiting.title_${kind}` as const)
    : "waiting.title";
