// Where a person is signed in, and ending it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deviceName } from "../../lib/device-name.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  end_user_session,
  end_user_sessions,
  type Person,
  type SessionSummary,
  sessionsQuery,
} from "./api.ts";
import { useChange, useMay } from "./use-person-acts.ts";

export default function SessionsTab({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const { user_id, name } = person.user;
  const { data, error, isPending, refetch } = useQuery(sessionsQuery(user_id));
  const reason = useMay("end_user_sessions", person);
  const [ending, setEnding] = useState<SessionSummary | "all">();
  const columns = useColumns(reason, setEnding);
  return (
    <Card
      flush
      title={t("tab.sessions")}
      actions={
        <Button
          variant="danger"
          disabledReason={reason || (data?.length === 0 && t("sessions.none"))}
          onClick={() => setEnding("all")}
        >
          {t("sessions.end_all")}
        </Button>
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data?.length === 0 ? (
        <EmptyState icon="monitor" title={t("sessions.none")} />
      ) : (
        <DataTable
          label={t("tab.sessions")}
          columns={columns}
          rows={data ?? []}
          rowKey={(row) => row.session_id}
          loading={isPending}
        />
      )}
      {ending && (
        <EndDialog
          user_id={user_id}
          name={name}
          session={ending}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Card>
  );
}

function useColumns(
  reason: string | false,
  onEnd: (session: SessionSummary) => void,
): Column<SessionSummary>[] {
  const { t } = useTranslation("people");
  return [
    {
      id: "device",
      title: t("sessions.device"),
      cell: (row) => <span title={row.user_agent}>{deviceName(row.user_agent)}</span>,
    },
    { id: "ip", title: t("sessions.ip"), cell: (row) => row.ip },
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
      cell: (row) => (
        <Button
          size="small"
          disabledReason={row.current ? t("sessions.own") : reason}
          onClick={() => onEnd(row)}
        >
          {t("sessions.end")}
        </Button>
      ),
    },
  ];
}

function EndDialog({
  user_id,
  name,
  session,
  onClose,
}: {
  user_id: string;
  name: string;
  session: SessionSummary | "all";
  onClose: () => void;
}) {
  const { t } = useTranslation("people");
  const change = useChange();
  const toast = useToast();
  const all = session === "all";
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t(all ? "sessions.end_all_title" : "sessions.end_title", { name })}
      consequence={t("sessions.end_text")}
      action={t(all ? "sessions.end_all" : "sessions.end")}
      onConfirm={async () => {
        if (session === "all") await change(() => end_user_sessions(user_id));
        else await change(() => end_user_session(user_id, session.session_id));
        toast(t("sessions.ended"));
      }}
    />
  );
}
