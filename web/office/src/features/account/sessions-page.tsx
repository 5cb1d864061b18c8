// Where one is signed in, and ending what one does not know.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deviceName } from "../../lib/device-name.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Page } from "../../ui/page.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import { end_session, type SessionSummary, sessionsQuery } from "./api.ts";

export default function SessionsPage() {
  const { t } = useTranslation("account");
  const sessions = useQuery(sessionsQuery);
  const [ending, setEnding] = useState<SessionSummary>();
  const columns = useColumns(setEnding);
  return (
    <Page
      title={t("sessions.title")}
      note={t("sessions.note")}
      crumbs={[{ label: t("title"), to: "/account" }]}
    >
      <Card flush>
        {sessions.error ? (
          <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
        ) : (
          <DataTable
            label={t("sessions.title")}
            columns={columns}
            rows={sessions.data?.rows ?? []}
            rowKey={(row) => row.session_id}
            loading={sessions.isPending}
          />
        )}
      </Card>
      <EndDialog session={ending} onClose={() => setEnding(undefined)} />
    </Page>
  );
}

function useColumns(onEnd: (session: SessionSummary) => void): Column<SessionSummary>[] {
  const { t } = useTranslation("account");
  return [
    {
      id: "device",
      title: t("sessions.device"),
      cell: (row) => <span title={row.user_agent}>{deviceName(row.user_agent)}</span>,
    },
    {
      id: "state",
      title: t("sessions.state"),
      narrow: "trail",
      cell: (row) =>
        row.current ? <Badge tone="success" icon="check" text={t("sessions.current")} /> : null,
    },
    { id: "ip", title: t("sessions.ip"), cell: (row) => row.ip },
    {
      id: "factor",
      title: t("sessions.factor"),
      cell: (row) => t(row.second_factor ? "yes" : "no"),
    },
    {
      id: "seen",
      title: t("sessions.seen"),
      cell: (row) => <Instant at={row.last_seen_at} as="relative" />,
    },
    {
      id: "created",
      title: t("sessions.created"),
      cell: (row) => <Instant at={row.created_at} />,
    },
    {
      id: "end",
      title: t("sessions.action"),
      align: "end",
      cell: (row) =>
        !row.current && (
          <Button size="small" onClick={() => onEnd(row)}>
            {t("sessions.end")}
          </Button>
        ),
    },
  ];
}

function EndDialog({
  session,
  onClose,
}: {
  session: SessionSummary | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  if (!session) return null;
  return (
    <Confirm
      open
      onClose={onClose}
      danger
      title={t("sessions.end_title")}
      consequence={t("sessions.end_text", { device: deviceName(session.user_agent) })}
      action={t("sessions.end")}
      onConfirm={async () => {
        await end_session(session.session_id);
        await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
        toast(t("sessions.ended"));
      }}
    />
  );
}
