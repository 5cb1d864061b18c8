// The ways messages leave, a test of each, and the delivery log.
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { List } from "../../ui/list-page.tsx";
import { Inline, Page, Stack } from "../../ui/page.tsx";
import { EmptyState, ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import type { StatusLook } from "../../ui/status-tones.ts";
import { type Channel, channelsQuery, listQuery, type Message } from "./api.ts";
import { TestDialog } from "./test-dialog.tsx";

export default function MessagesPage() {
  const { t } = useTranslation("messages");
  const can = useCan("list_messages");
  return (
    <Page title={t("title")} note={t("note")}>
      {can.allowed ? (
        <Stack>
          <ChannelsCard />
          <Log />
        </Stack>
      ) : (
        <NoPermission permission="messages:read" />
      )}
    </Page>
  );
}

const channels = ["mail", "sms"] as const;

function ChannelsCard() {
  const { t } = useTranslation("messages");
  const { data, error, refetch } = useQuery(channelsQuery);
  const can = useCan("send_test_message");
  const [testing, setTesting] = useState<Channel>();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={3} />;
  return (
    <Card title={t("channel.title")}>
      <Facts
        facts={channels.map((channel) => {
          const { is_ready, server, from } = data[channel];
          return {
            name: t(`channel.${channel}`),
            value: (
              <Inline>
                {is_ready ? (
                  <Badge tone="success" icon="check" text={t("channel.ready")} />
                ) : (
                  <Badge tone="warning" icon="alert" text={t("channel.not_ready")} />
                )}
                <span>
                  {is_ready
                    ? t("channel.from", { from: from ?? "–", server: server ?? "–" })
                    : t(`channel.not_ready_${channel}`)}
                </span>
                {is_ready && (
                  <Button
                    size="small"
                    icon="send"
                    disabledReason={can.reason}
                    onClick={() => setTesting(channel)}
                  >
                    {t(`test.${channel}`)}
                  </Button>
                )}
              </Inline>
            ),
          };
        })}
      />
      {testing && <TestDialog channel={testing} onClose={() => setTesting(undefined)} />}
    </Card>
  );
}

const looks: Record<Message["state"], StatusLook> = {
  waiting: { tone: "info", icon: "clock" },
  sending: { tone: "info", icon: "send" },
  sent: { tone: "success", icon: "check-circle" },
  failed: { tone: "danger", icon: "x-circle" },
  expired: { tone: "neutral", icon: "ban" },
};
const states = Object.keys(looks) as Message["state"][];

function Log() {
  const { t, i18n } = useTranslation("messages");
  const about = (kind: string) =>
    i18n.exists(`messages:kind.${kind}`) ? t(`kind.${kind}` as "kind.test") : sentence(kind);
  return (
    <List
      list="messages"
      label={t("title")}
      columns={logColumns(t, about)}
      filters={[
        {
          kind: "choice",
          name: "state",
          label: t("column.state"),
          options: states.map((value) => ({ value, label: t(`state.${value}`) })),
        },
        {
          kind: "choice",
          name: "channel",
          label: t("column.channel"),
          options: channels.map((value) => ({ value, label: t(`channel.${value}`) })),
        },
      ]}
      query={listQuery}
      rowKey={(row) => row.message_id}
      empty={
        <EmptyState icon="send" title={t("empty.title")}>
          {t("empty.text")}
        </EmptyState>
      }
    />
  );
}

const logColumns = (
  t: TFunction<"messages">,
  about: (kind: string) => string,
): Column<Message>[] => [
  {
    id: "created",
    title: t("column.created"),
    cell: (row) => <Instant at={row.created_at} />,
    always: true,
  },
  {
    id: "state",
    title: t("column.state"),
    narrow: "trail",
    cell: (row) => (
      <Inline gap={4}>
        <Badge {...looks[row.state]} text={t(`state.${row.state}`)} />
        {row.may_have_arrived_twice && <Badge tone="warning" icon="help" text={t("twice")} />}
      </Inline>
    ),
  },
  { id: "kind", title: t("column.kind"), cell: (row) => about(row.kind) },
  { id: "channel", title: t("column.channel"), cell: (row) => t(`channel.${row.channel}`) },
  { id: "to", title: t("column.to"), cell: (row) => row.to_masked },
  { id: "attempts", title: t("column.attempts"), cell: (row) => row.attempts },
  { id: "error", title: t("column.error"), cell: (row) => row.last_error ?? "–" },
  {
    id: "next",
    title: t("column.next"),
    narrow: "hidden",
    initiallyHidden: true,
    cell: (row) => (row.next_at === null ? "–" : <Instant at={row.next_at} />),
  },
  {
    id: "ended",
    title: t("column.ended"),
    narrow: "hidden",
    cell: (row) => (row.ended_at === null ? "–" : <Instant at={row.ended_at} as="relative" />),
  },
];
