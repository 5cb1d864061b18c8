// One recipient: whether it may be paid and what happens next, what was written about it, who let
// it in, and what was paid to it.
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
import { RecipientActions } from "./actions.tsx";
import { isAboutRecipients, type Recipient, recipientQuery, refreshRecipients } from "./api.ts";
import { PayoutsCard } from "./payouts-card.tsx";
import style from "./recipients.module.css";
import { StateBadge } from "./state-badge.tsx";
import { StateNotice } from "./state-notice.tsx";

export default function RecipientPage() {
  const { t } = useTranslation("recipients");
  const { recipient_id = "" } = useParams({ strict: false }) as { recipient_id?: string };
  const can = useCan("read_recipient");
  const queries = useQueryClient();
  const answer = useQuery({ ...recipientQuery(recipient_id), enabled: can.allowed });
  useLiveRefresh(
    (event) => isAboutRecipients(event) || event.type.startsWith("payout."),
    () => void refreshRecipients(queries),
  );
  if (answer.data) return <Loaded recipient={answer.data} />;
  return (
    <Page title={t("page.title")} crumbs={[{ label: t("title"), to: "/recipients" }]}>
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

function Loaded({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("recipients");
  return (
    <Page
      title={recipient.name}
      aside={<StateBadge recipient={recipient} />}
      note={<Copyable text={recipient.recipient_id} />}
      crumbs={[{ label: t("title"), to: "/recipients" }]}
      actions={
        <>
          <LiveIndicator />
          <RecipientActions recipient={recipient} />
        </>
      }
    >
      <StateNotice recipient={recipient} />
      <Split
        main={
          <Stack>
            <ContentCard recipient={recipient} />
            <PayoutsCard recipient={recipient} />
          </Stack>
        }
        side={<WayCard recipient={recipient} />}
      />
    </Page>
  );
}

function ContentCard({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("recipients");
  const card = recipient.card_payment_id;
  return (
    <Card title={t("content.title")}>
      <Facts
        facts={[
          {
            name: t(`kind.${recipient.kind}`),
            value: <span className={style.destination}>{recipient.destination}</span>,
          },
          { name: t("column.holder"), hidden: !recipient.holder, value: recipient.holder },
          {
            name: t("content.card_of"),
            hidden: card === null,
            value: card !== null && (
              <Link to={`/payments/${card}`}>{t("content.see_payment")}</Link>
            ),
          },
          { name: t("column.currency"), value: recipient.currency },
          {
            name: t("column.merchant"),
            value: (
              <Link to={`/merchants/${recipient.merchant_id}`}>{recipient.merchant_name}</Link>
            ),
          },
          { name: t("content.reference"), value: recipient.reference },
          { name: t("content.purpose"), value: recipient.purpose },
        ]}
      />
    </Card>
  );
}

function WayCard({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("recipients");
  const step = (name: string, by: string, at: number | null) => ({
    name,
    hidden: at === null,
    value: at !== null && (
      <>
        {by}, <Instant at={at} />
      </>
    ),
  });
  const { usable_from_at } = recipient;
  return (
    <Card title={t("way.title")}>
      <Facts
        facts={[
          step(t("way.created"), recipient.created_by, recipient.created_at),
          {
            ...step(t("way.updated"), recipient.updated_by, recipient.updated_at),
            hidden: recipient.updated_at === recipient.created_at,
          },
          step(t("way.submitted"), recipient.submitted_by, recipient.submitted_at),
          step(t("way.approved"), recipient.approved_by, recipient.approved_at),
          {
            name: t("way.shortened"),
            hidden: recipient.shortened_by === "",
            value: recipient.shortened_by,
          },
          {
            name: t("way.usable_from"),
            hidden: usable_from_at === null,
            value: <Instant at={usable_from_at} />,
          },
        ]}
      />
    </Card>
  );
}
