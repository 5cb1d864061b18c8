// One request: what exactly would be done, why it waits, who can decide, and the decision.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Page, Split } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { type Approval, approvalQuery, isAboutApprovals, refreshApprovals } from "./api.ts";
import style from "./approvals.module.css";
import { ChangesCard } from "./changes-card.tsx";
import { DecideBar } from "./decide-bar.tsx";
import { HistoryCard } from "./history-card.tsx";
import { usePlaceName } from "./place-text.tsx";
import { StateNotice } from "./state-notice.tsx";
import { TimeLeft } from "./time-left.tsx";
import { pathOf, useActWords } from "./words.ts";

export default function ApprovalPage() {
  const { t } = useTranslation("approvals");
  const { approval_id = "" } = useParams({ strict: false }) as { approval_id?: string };
  const can = useCan("read_approval");
  const queries = useQueryClient();
  const answer = useQuery({ ...approvalQuery(approval_id), enabled: can.allowed });
  useLiveRefresh(isAboutApprovals, () => void refreshApprovals(queries), 800);
  const crumbs = [{ label: t("title"), to: "/approvals" }];
  if (answer.data) return <Loaded approval={answer.data} crumbs={crumbs} />;
  return (
    <Page title={t("page.title")} crumbs={crumbs}>
      {!can.allowed ? (
        <NoPermission permission={can.permission} />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function Loaded({
  approval,
  crumbs,
}: {
  approval: Approval;
  crumbs: { label: string; to: string }[];
}) {
  const words = useActWords();
  return (
    <Page
      title={words.title(approval)}
      aside={<Status kind="approval" value={approval.state} />}
      note={<Copyable text={approval.approval_id} />}
      crumbs={crumbs}
    >
      <StateNotice approval={approval} />
      <Split
        main={
          <>
            <AskedCard approval={approval} />
            <ChangesCard approval={approval} />
            <HistoryCard approval={approval} />
          </>
        }
        side={<WhoCard approval={approval} />}
      />
      <DecideBar approval={approval} />
    </Page>
  );
}

function AskedCard({ approval }: { approval: Approval }) {
  const { t } = useTranslation("approvals");
  const placeName = usePlaceName();
  const path = pathOf(approval);
  return (
    <Card title={t("asked.title")}>
      {approval.reason && <blockquote className={style.reason}>{approval.reason}</blockquote>}
      <Facts
        facts={[
          {
            name: t("column.requested_by"),
            value: approval.is_mine
              ? t("me_as", { name: approval.requested_by })
              : approval.requested_by,
          },
          { name: t("column.created_at"), value: <Instant at={approval.created_at} /> },
          {
            name: t("asked.about"),
            value: path ? <Link to={path}>{approval.subject_label}</Link> : approval.subject_label,
          },
          { name: t("column.place"), value: placeName(approval) },
        ]}
      />
    </Card>
  );
}

function WhoCard({ approval }: { approval: Approval }) {
  const { t } = useTranslation("approvals");
  const open = approval.state === "open";
  return (
    <Card title={t("who.title")}>
      <Facts
        facts={[
          {
            name: t("who.consents"),
            value: t("consents", { given: approval.given, needed: approval.needed }),
          },
          {
            name: t("who.deciders"),
            hidden: !open,
            value: approval.deciders.length > 0 ? approval.deciders.join(", ") : t("who.nobody"),
          },
          {
            name: t("who.because"),
            value: approval.because.length > 0 ? approval.because.join(", ") : t("who.built_in"),
          },
          {
            name: t("column.left"),
            hidden: !open && approval.state !== "approved",
            value: (
              <>
                <TimeLeft until={approval.expires_at} />
                <span className={style.faint}>
                  {" · "}
                  <Instant at={approval.expires_at} />
                </span>
              </>
            ),
          },
          { name: t("who.needs"), value: <code>{approval.permission}</code> },
          {
            name: t("who.hash"),
            value: <Copyable short text={approval.content_hash} />,
          },
        ]}
      />
    </Card>
  );
}
