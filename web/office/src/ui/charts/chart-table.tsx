// The same figures as the chart, as a real table, with the same file to take away.
import { useTranslation } from "react-i18next";
import { csvText } from "../../lib/csv.ts";
import { saveText } from "../../lib/save-text.ts";
import { Button } from "../button.tsx";
import style from "./chart.module.css";
import type { ChartProps } from "./chart.tsx";

export function ChartTable({
  title,
  category,
  series,
  points,
  format,
  file = String,
}: ChartProps & { format: (value: number) => string }) {
  const { t } = useTranslation();
  function save() {
    const head = [category, ...series.map((one) => one.title)];
    const written = (value: number | null) => (value === null ? "" : file(value));
    const rows = points.map((point) => [point.label, ...point.values.map(written)]);
    saveText(`${title}.csv`, csvText([head, ...rows]), "text/csv");
  }
  return (
    <div className={style.scroll}>
      <table className={style.table}>
        <caption className={style.caption}>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{category}</th>
            {series.map((one) => (
              <th key={one.title} scope="col">
                {one.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have one label
            <tr key={row}>
              <th scope="row">{point.label}</th>
              {series.map((one, index) => (
                <td key={one.title}>
                  {point.values[index] === null ? "–" : format(point.values[index] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Button size="small" icon="download" onClick={save}>
        {t("chart.save_csv")}
      </Button>
    </div>
  );
}
