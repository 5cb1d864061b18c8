// Sign-ins of a person and failed ones, newest first.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { deviceName } from "../../lib/device-name.ts";
import type { Column } from "../../ui/data-table/column.ts";
import { Instant } from "../../ui/instant.tsx";
import { List } from "../../ui/list-page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { type Login, loginsQuery, type Person } from "./api.ts";

export default function LoginsTab({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const query = useMemo(() => loginsQuery(person.user.user_id), [person.user.user_id]);
  return (
    <List
      list="logins"
      label={t("tab.logins")}
      columns={useColumns()}
      query={query}
      rowKey={(row) => row.login_id}
      empty={<EmptyState icon="key" title={t("logins.none")} />}
    />
  );
}

function useColumns(): Column<Login>[] {
  const { t, i18n } = useTranslation("people");
  const why = (reason: string) =>
    i18n.exists(`people:logins.reason.${reason}`)
      ? t(`logins.reason.${reason}` as "logins.reason.wrong_password")
      : reason;
  return [
    { id: "at", title: t("logins.at"), cell: (row) => <Instant at={row.at} />, always: true },
    {
      id: "ok",
      title: t("logins.outcome"),
      narrow: "trail",
      cell: (row) =>
        row.ok ? (
          <Badge tone="success" icon="check" text={t("logins.ok")} />
        ) : (
          <Badge tone="danger" icon="x-circle" text={t("logins.failed")} />
        ),
    },
    {
      id: "reason",
      title: t("logins.why"),
      cell: (row) => (row.reason === null ? "–" : why(row.reason)),
    },
    {
      id: "device",
      title: t("sessions.device"),
      cell: (row) => <span title={row.user_agent}>{deviceName(row.user_agent)}</span>,
    },
    {
      id: "known",
      title: t("logins.known"),
      cell: (row) => t(row.known_device ? "logins.device_known" : "logins.device_unknown"),
    },
    {
      id: "unusual",
      title: t("logins.usual"),
      cell: (row) =>
        row.is_unusual ? <Badge tone="warning" icon="alert" text={t("logins.unusual")} /> : "–",
    },
    { id: "ip", title: t("sessions.ip"), cell: (row) => row.ip },
    { id: "network", title: t("logins.network"), cell: (row) => row.network ?? "–" },
  ];
}
