// One entry: who did what to which object, what changed, where it came from, and its proof.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page, Split } from "../../ui/page.tsx";
import { useMerchantName } from "../../ui/reference.ts";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { type AuditEntry, entryQuery } from "./api.ts";
import { ActorCell } from "./audit-columns.tsx";
import { ChangesCard } from "./changes-card.tsx";
import { ProofCard } from "./proof-card.tsx";
import { SubjectFact } from "./subject.tsx";
import { reasonText, useTrailWords } from "./words.ts";

export default function EntryPage() {
  const { t } = useTranslation("audit");
  const { audit_id = "" } = useParams({ strict: false }) as { audit_id?: string };
  const can = useCan("read_audit_entry");
  const answer = useQuery({ ...entryQuery(audit_id), enabled: can.allowed });
  const crumbs = [{ label: t("title"), to: "/audit" }];
  if (answer.data) return <Loaded entry={answer.data} crumbs={crumbs} />;
  return (
    <Page title={t("entry")} crumbs={crumbs}>
      {!can.allowed ? (
        <NoPermission />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function Loaded({ entry, crumbs }: { entry: AuditEntry; crumbs: { label: string; to: string }[] }) {
  const words = useTrailWords();
  return (
    <Page
      title={words.action(entry.action)}
      aside={<Status kind="outcome" value={entry.outcome} />}
      note={<Copyable text={entry.audit_id} />}
      crumbs={crumbs}
    >
      {entry.reason && entry.outcome !== "ok" && (
        <Notice tone="warning" title={reasonText(entry.reason)} />
      )}
      <Split
        main={
          <>
            <ChangesCard entry={entry} />
            <ProofCard entry={entry} />
          </>
        }
        side={
          <>
            <ActCard entry={entry} />
            <OriginCard entry={entry} />
          </>
        }
      />
    </Page>
  );
}

function ActCard({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  const merchantName = useMerchantName();
  const micro = String(entry.at_us % 1_000_000).padStart(6, "0");
  return (
    <Card title={t("facts.act")}>
      <Facts
        facts={[
          {
            name: t("column.at"),
            value: (
              <>
                <Instant at={entry.at} as="second" />.{micro}
              </>
            ),
          },
          { name: t("column.actor"), value: <ActorCell row={entry} /> },
          {
            name: t("column.subject"),
            value: <SubjectFact kind={entry.subject_kind} id={entry.subject_id} />,
          },
          {
            name: t("column.merchant"),
            hidden: !entry.merchant_id,
            value: (
              <Link to={`/merchants/${entry.merchant_id}`}>
                {merchantName(entry.merchant_id ?? "") ?? entry.merchant_id}
              </Link>
            ),
          },
          {
            name: t("facts.company"),
            hidden: !entry.company_id,
            value: <Copyable text={entry.company_id ?? ""} />,
          },
          { name: t("facts.reason"), hidden: !entry.reason, value: reasonText(entry.reason) },
          { name: t("facts.word"), value: <code>{entry.action}</code> },
          { name: t("column.seq"), value: entry.seq },
        ]}
      />
    </Card>
  );
}

function OriginCard({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  return (
    <Card title={t("facts.origin")}>
      <Facts
        facts={[
          { name: t("column.ip"), value: entry.ip && <Copyable text={entry.ip} /> },
          { name: t("facts.device"), value: entry.device },
          {
            name: t("facts.session"),
            value: entry.session_id && <Copyable text={entry.session_id} />,
          },
          {
            name: t("facts.request"),
            value: entry.request_id && <Copyable text={entry.request_id} />,
          },
        ]}
      />
    </Card>
  );
}
