// One batch: what it will do or has done, what stands against it, and every line.
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
import { Page, Split, Stack } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { BatchActions } from "./actions.tsx";
import { type BatchDetail, batchQuery, isAboutBatches, refreshBatches } from "./api.ts";
import { LinesCard } from "./lines-card.tsx";
import { stateLooks } from "./looks.ts";
import { StateNotice } from "./state-notice.tsx";
import { TotalsCard } from "./totals-card.tsx";

export default function BatchPage() {
  const { t } = useTranslation("batches");
  const { batch_id = "" } = useParams({ strict: false }) as { batch_id?: string };
  const can = useCan("read_batch");
  const queries = useQueryClient();
  const answer = useQuery({ ...batchQuery(batch_id), enabled: can.allowed });
  useLiveRefresh(isAboutBatches, () => void refreshBatches(queries), 1000);
  const crumbs = [{ label: t("title"), to: "/batches" }];
  if (answer.data) return <Loaded batch={answer.data} crumbs={crumbs} />;
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
  batch,
  crumbs,
}: {
  batch: BatchDetail;
  crumbs: { label: string; to: string }[];
}) {
  const { t } = useTranslation("batches");
  return (
    <Page
      title={batch.file_name}
      aside={<Badge {...stateLooks[batch.state]} text={t(`state.${batch.state}`)} />}
      note={<Copyable text={batch.batch_id} />}
      crumbs={crumbs}
      actions={
        <>
          <LiveIndicator />
          <BatchActions batch={batch} />
        </>
      }
    >
      <StateNotice batch={batch} />
      <Split
        main={<TotalsCard batch={batch} />}
        side={
          <Stack>
            <FactsCard batch={batch} />
          </Stack>
        }
      />
      <LinesCard batch={batch} />
    </Page>
  );
}

function FactsCard({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("batches");
  return (
    <Card title={t("facts.title")}>
      <Facts
        facts={[
          { name: t("column.kind"), value: t(`kind.${batch.kind}`) },
          {
            name: t("column.merchant"),
            value: <Link to={`/merchants/${batch.merchant_id}`}>{batch.merchant_name}</Link>,
          },
          { name: t("column.created"), value: <Instant at={batch.created_at} /> },
          { name: t("column.by"), value: batch.created_by },
          {
            name: t("facts.confirmed_at"),
            hidden: batch.confirmed_at === null,
            value: batch.confirmed_at !== null && <Instant at={batch.confirmed_at} />,
          },
          {
            name: t("facts.confirmed_by"),
            hidden: batch.confirmed_by === null,
            value: batch.confirmed_by,
          },
          {
            name: t("facts.completed_at"),
            hidden: batch.completed_at === null,
            value: batch.completed_at !== null && <Instant at={batch.completed_at} />,
          },
          { name: t("facts.reason"), hidden: batch.reason === null, value: batch.reason },
          { name: t("facts.file_hash"), value: <Copyable short text={batch.file_hash} /> },
        ]}
      />
    </Card>
  );
}
