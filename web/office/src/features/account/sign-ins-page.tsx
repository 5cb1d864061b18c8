// One's own sign-ins and failed ones. The place is the network: no outside service is asked where
// an address lies.
import { useTranslation } from "react-i18next";
import { deviceName } from "../../lib/device-name.ts";
import type { Column } from "../../ui/data-table/column.ts";
import { Instant } from "../../ui/instant.tsx";
import { ListPage } from "../../ui/list-page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { type Login, loginsQuery } from "./api.ts";

export default function SignInsPage() {
  const { t } = useTranslation("account");
  return (
    <ListPage
      list="own_logins"
      title={t("sign_ins.title")}
      label={t("sign_ins.title")}
      note={t("sign_ins.note")}
      crumbs={[{ label: t("title"), to: "/account" }]}
      columns={useColumns()}
      query={loginsQuery}
      rowKey={(row) => row.login_id}
      empty={<EmptyState icon="key" title={t("sign_ins.none")} />}
    />
  );
}

function useColumns(): Column<Login>[] {
  const { t } = useTranslation("account");
  return [
    { id: "at", title: t("sign_ins.at"), cell: (row) => <Instant at={row.at} />, always: true },
    {
      id: "ok",
      title: t("sign_ins.outcome"),
      narrow: "trail",
      cell: (row) =>
        row.ok ? (
          <Badge tone="success" icon="check" text={t("sign_ins.ok")} />
        ) : (
          <Badge tone="danger" icon="x-circle" text={t("sign_ins.failed")} />
        ),
    },
    {
      id: "unusual",
      title: t("sign_ins.usual"),
      cell: (row) =>
        row.is_unusual ? <Badge tone="warning" icon="alert" text={t("sign_ins.unusual")} /> : "–",
    },
    {
      id: "device",
      title: t("sign_ins.device"),
      cell: (row) => <span title={row.user_agent}>{deviceName(row.user_agent)}</span>,
    },
    {
      id: "known",
      title: t("sign_ins.known"),
      narrow: "hidden",
      cell: (row) => t(row.known_device ? "yes" : "no"),
    },
    { id: "ip", title: t("sign_ins.ip"), cell: (row) => row.ip },
    { id: "network", title: t("sign_ins.network"), cell: (row) => row.network ?? "–" },
  ];
}
