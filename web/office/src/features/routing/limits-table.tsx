// The schemes' limits to read.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { cx } from "../../ui/class-names.ts";
import { SideScroll } from "../../ui/side-scroll.tsx";
import type { RetryCap } from "./api.ts";
import { spanOf } from "./limits.ts";
import style from "./routing.module.css";

export function LimitsTable({ rows, label }: { rows: readonly RetryCap[]; label: string }) {
  const { t } = useTranslation("routing");
  if (rows.length === 0) return <p className={style.faint}>{t("limits.none")}</p>;
  return (
    <SideScroll label={label}>
      <table className={cx(style.classes, style.limits)}>
        <thead>
          <tr>
            <th scope="col">{t("limits.scheme")}</th>
            <th scope="col">{t("limits.about")}</th>
            <th scope="col">{t("limits.limit")}</th>
            <th scope="col">{t("limits.refuses")}</th>
            <th scope="col">{t("limits.source")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.scheme} ${row.kind} ${row.code} ${row.covers} ${row.window_hours}`}>
              <th scope="row">{sentence(row.scheme)}</th>
              <td>{t(`limits.kind_of.${row.kind}`, { code: row.code })}</td>
              <td className={style.nowrap}>
                <LimitText row={row} />
              </td>
              <td>{t(`limits.covers.${row.covers}`)}</td>
              <td className={style.faint}>{sentence(row.source)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SideScroll>
  );
}

function LimitText({ row }: { row: RetryCap }) {
  const { t } = useTranslation("routing");
  const { unit, count } = spanOf(row.window_hours);
  const time = t(`limits.${unit}`, { count });
  return row.attempts_max === 0
    ? t("limits.never", { time })
    : t("limits.times", { count: row.attempts_max, time });
}
