// How often the schemes let anybody try again; past that they charge fees.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { SideScroll } from "../../ui/side-scroll.tsx";
import type { DeclineTable } from "./api.ts";
import style from "./decline-codes.module.css";

const day_hours = 24;

export function CapsTable({ rows }: { rows: DeclineTable["retry_caps"] }) {
  const { t } = useTranslation("decline_codes");
  const can = useCan("read_retry_caps");
  const within = (hours: number) =>
    hours > day_hours ? t("days", { count: hours / day_hours }) : t("hours", { count: hours });
  return (
    <Card
      title={t("caps.title")}
      note={t("caps.note")}
      actions={can.allowed && <ButtonLink to="/routing/limits">{t("caps.open")}</ButtonLink>}
      flush
    >
      <SideScroll label={t("caps.title")}>
        <table className={style.table}>
          <thead>
            <tr>
              <th scope="col">{t("caps.scheme")}</th>
              <th scope="col">{t("caps.applies_to")}</th>
              <th scope="col">{t("caps.limit")}</th>
              <th scope="col">{t("caps.source")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.scheme} ${row.kind} ${row.code} ${row.covers} ${row.window_hours}`}>
                <th scope="row">{sentence(row.scheme)}</th>
                <td>{t(`caps.kind.${row.kind}`, { code: row.code })}</td>
                <td>
                  {row.attempts_max === 0
                    ? t(`caps.never.${row.covers}`, { time: within(row.window_hours) })
                    : t("caps.times", {
                        count: row.attempts_max,
                        time: within(row.window_hours),
                      })}
                </td>
                <td className={style.soft}>{sentence(row.source)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </SideScroll>
    </Card>
  );
}
