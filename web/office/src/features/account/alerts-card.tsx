// What happened to one's account that one should know: the same notices that go out by mail. Seen
// ones stay, so that a warning is not lost by a glance.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { deviceName } from "../../lib/device-name.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Inline } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import style from "./account.module.css";
import { accountQuery, alertsQuery, note_alerts_seen, type SecurityAlert } from "./api.ts";

const shown_at_most = 8;

export function AlertsCard() {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const { data: alerts, error, isPending, refetch } = useQuery(alertsQuery);
  const newest = alerts?.[0];
  const unseen = alerts?.filter((one) => one.seen_at === null).length ?? 0;
  async function seen() {
    if (!newest) return;
    await note_alerts_seen(newest.alert_id);
    await queries.invalidateQueries({ queryKey: alertsQuery.queryKey });
    await queries.invalidateQueries({ queryKey: accountQuery.queryKey });
  }
  return (
    <Card
      title={t("alerts.title")}
      note={t("alerts.note")}
      actions={
        unseen > 0 && (
          <Button onClick={() => void seen()}>{t("alerts.seen", { count: unseen })}</Button>
        )
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <SkeletonLines lines={3} />
      ) : alerts?.length === 0 ? (
        t("alerts.none")
      ) : (
        <ul className={style.list}>
          {alerts?.slice(0, shown_at_most).map((alert) => (
            <AlertLine key={alert.alert_id} alert={alert} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function AlertLine({ alert }: { alert: SecurityAlert }) {
  const { t } = useTranslation("account");
  const where = [alert.device && deviceName(alert.device), alert.ip, alert.detail];
  return (
    <li className={style.alert}>
      <Inline>
        <strong>{t(`alerts.kind.${alert.kind}`)}</strong>
        {alert.seen_at === null && <Badge tone="warning" icon="bell" text={t("alerts.fresh")} />}
      </Inline>
      <div className={style.soft}>
        <Instant at={alert.at} /> · {where.filter(Boolean).join(" · ")}
      </div>
    </li>
  );
}
