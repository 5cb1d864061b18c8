// One escalation: what was flagged and why, what was said and done since, and what to do next.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { LiveIndicator } from "../../ui/live.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Inline, Page, Split } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { detailQuery, type EscalationDetail, refreshEscalations } from "./api.ts";
import { Conversation } from "./conversation.tsx";
import { Due } from "./due.tsx";
import { Subject } from "./subject.tsx";
import { WorkCard } from "./work-card.tsx";

export default function EscalationPage() {
  const { t } = useTranslation("support");
  const { escalation_id = "" } = useParams({ strict: false }) as { escalation_id?: string };
  const can = useCan("read_escalation");
  const queries = useQueryClient();
  const answer = useQuery({ ...detailQuery(escalation_id), enabled: can.allowed });
  useLiveRefresh(
    (event) => event.subject_kind === "escalation" && event.subject_id === escalation_id,
    () => void refreshEscalations(queries),
    800,
  );
  const { data, error, refetch } = answer;
  return (
    <Page
      title={t("one.title")}
      aside={data && <Status kind="escalation" value={data.escalation.state} />}
      note={<Copyable text={escalation_id} />}
      crumbs={[{ label: t("queue.title"), to: "/escalations" }]}
      actions={<LiveIndicator />}
    >
      {!can.allowed ? (
        <NoPermission permission="escalations:read" />
      ) : data ? (
        <Split
          main={<Conversation detail={data} />}
          side={
            <>
              <WorkCard key={data.escalation.version} escalation={data.escalation} />
              <FactsCard detail={data} />
            </>
          }
        />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function FactsCard({ detail }: { detail: EscalationDetail }) {
  const { t } = useTranslation("support");
  const { escalation } = detail;
  const { first_reply_at, resolved_at } = escalation;
  return (
    <Card title={t("one.facts")}>
      <Facts
        facts={[
          {
            name: t(`subject.${escalation.subject_kind}`),
            value: <Subject escalation={escalation} />,
          },
          {
            name: t("column.merchant"),
            value: (
              <Link to={`/merchants/${escalation.merchant_id}`}>{escalation.merchant_name}</Link>
            ),
          },
          { name: t("column.created_by"), value: escalation.created_by_name },
          {
            name: t("column.created_at"),
            value: <Instant at={escalation.created_at} />,
          },
          {
            name: t("column.due"),
            value: (
              <Inline>
                <Due escalation={escalation} />
                <Instant at={escalation.due_at} />
              </Inline>
            ),
            hidden: escalation.state === "resolved",
          },
          {
            name: t("one.first_reply"),
            value: first_reply_at !== null && <Instant at={first_reply_at} />,
            hidden: first_reply_at === null,
          },
          {
            name: t("one.resolved_at"),
            value: resolved_at !== null && <Instant at={resolved_at} />,
            hidden: resolved_at === null,
          },
        ]}
      />
    </Card>
  );
}
