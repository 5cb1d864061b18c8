// A line of a few dozen figures without axes, beside the figure it belongs to.
import { area, line } from "d3-shape";
import style from "./chart.module.css";
import { placeScale, valueScale } from "./scale.ts";

export function Sparkline({
  values,
  label,
  width = 120,
  height = 32,
}: {
  values: readonly number[];
  /** The same in words: "up from 12 to 48 in 30 days". */
  label: string;
  width?: number;
  height?: number;
}) {
  const points = values.map((value) => ({ label: "", values: [value] }));
  const place = placeScale(values.length, width - 2);
  const { scale } = valueScale(points, height - 4, false);
  const x = (_: number, index: number) => (place(index) ?? 0) + 1;
  const y = (value: number) => scale(value) + 2;
  return (
    <svg
      className={style.spark}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className={style.fill} d={area<number>().x(x).y0(height).y1(y)([...values]) ?? ""} />
      <path className={style.stroke} d={line<number>().x(x).y(y)([...values]) ?? ""} />
    </svg>
  );
}
