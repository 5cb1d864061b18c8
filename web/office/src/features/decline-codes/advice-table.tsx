// Mastercard's advice codes: what the scheme says about trying again.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { SideScroll } from "../../ui/side-scroll.tsx";
import { Badge } from "../../ui/status.tsx";
import type { DeclineTable } from "./api.ts";
import style from "./decline-codes.module.css";

const day_hours = 24;

export function AdviceTable({ rows }: { rows: DeclineTable["merchant_advice"] }) {
  const { t } = useTranslation("decline_codes");
  const wait = (hours: number) =>
    hours % day_hours === 0 && hours > day_hours
      ? t("days", { count: hours / day_hours })
      : t("hours", { count: hours });
  return (
    <Card title={t("advice.title")} note={t("advice.note")} flush>
      <SideScroll label={t("advice.title")}>
        <table className={style.table}>
          <thead>
            <tr>
              <th scope="col">{t("advice.code")}</th>
              <th scope="col">{t("advice.meaning")}</th>
              <th scope="col">{t("column.retry")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.code}>
                <th scope="row">
                  <code>{row.code}</code>
                </th>
                <td>
                  {row.meaning} <span className={style.soft}>{row.advice}</span>
                </td>
                <td>
                  {!row.may_retry ? (
                    <Badge tone="danger" text={t("retry.never")} />
                  ) : row.wait_hours > 0 ? (
                    <Badge tone="info" text={t("after", { time: wait(row.wait_hours) })} />
                  ) : (
                    <Badge tone="violet" text={t("retry.after_correction")} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </SideScroll>
    </Card>
  );
}
