// That a payment was flagged for a closer look, where that stands, and the way there.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Notice } from "../../ui/notice.tsx";
import { Status } from "../../ui/status.tsx";
import { type Escalation, escalationsKey, escalationsQuery, type Payment } from "./api.ts";
import style from "./payment.module.css";

export function EscalationNotice({ payment }: { payment: Payment }) {
  const can = useCan("list_escalations", payment);
  const queries = useQueryClient();
  const { data = [] } = useQuery({
    ...escalationsQuery(payment.payment_id),
    enabled: can.allowed,
  });
  useLiveRefresh(
    (event) => event.subject_kind === "escalation" && event.merchant_id === payment.merchant_id,
    () => void queries.invalidateQueries({ queryKey: escalationsKey }),
  );
  const open = data.filter(({ state }) => state !== "resolved");
  if (!can.allowed || data.length === 0) return null;
  return (
    <Notice tone={open.length > 0 ? "warning" : "info"} title={<Title open={open.length > 0} />}>
      <ul className={style.escalations}>
        {data.map((one) => (
          <Line key={one.escalation_id} escalation={one} />
        ))}
      </ul>
    </Notice>
  );
}

function Title({ open }: { open: boolean }) {
  const { t } = useTranslation("payments");
  return t(open ? "escalate.open" : "escalate.resolved");
}

function Line({ escalation }: { escalation: Escalation }) {
  const { t } = useTranslation("payments");
  const { escalation_id, queue, state, created_at, created_by_name, note } = escalation;
  return (
    <li>
      <Link to={`/escalations/${escalation_id}`}>{t(`escalate.desks.${queue}`)}</Link>{" "}
      <Status kind="escalation" value={state} /> {note.slice(0, 120)}{" "}
      <span className={style.quiet}>
        {created_by_name}, <Instant at={created_at} as="relative" />
      </span>
    </li>
  );
}
