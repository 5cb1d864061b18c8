// Small charts with axes: stacked bars or lines over equal steps. Each has a table of the same
// figures one press away, a summary for screen readers, and a readout that follows mouse and
// arrows.
import { line } from "d3-shape";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../button.tsx";
import { cx } from "../class-names.ts";
import style from "./chart.module.css";
import { ChartTable } from "./chart-table.tsx";
import { labelStep, type Point, placeScale, valueScale } from "./scale.ts";
import { useWidth } from "./use-width.ts";

export type SeriesTone = "accent" | "success" | "danger" | "warning" | "neutral" | "violet";

export interface Series {
  title: string;
  tone: SeriesTone;
}

export interface ChartProps {
  title: string;
  kind: "bars" | "lines";
  series: readonly Series[];
  points: readonly Point[];
  /** Heading of the first column of the table: "Day", "Method". */
  category: string;
  format?: (value: number) => string;
  /** The exact value in a saved file; absent writes the number itself. */
  file?: (value: number) => string;
  /** Shorter form of a value for the axis. */
  axis?: (value: number) => string;
  /** Labels under the axis stand at multiples of this many points: 4 for days of 6-hour steps. */
  tick_every?: number;
  height?: number;
}

const plain = (value: number) => new Intl.NumberFormat("en").format(value);

export function Chart(props: ChartProps) {
  const { t } = useTranslation();
  const [table, setTable] = useState(false);
  const format = props.format ?? plain;
  return (
    <figure className={style.chart} aria-label={props.title}>
      <div className={style.legend}>
        {props.series.map((series, index) => (
          <span key={series.title} className={style.entry}>
            <span className={cx(style.swatch, style[series.tone])} data-dash={index % 2 === 1} />
            {series.title}
          </span>
        ))}
        <Button
          size="small"
          variant="quiet"
          icon={table ? "chart" : "rows"}
          onClick={() => setTable(!table)}
        >
          {t(table ? "chart.show_chart" : "chart.show_table")}
        </Button>
      </div>
      {table ? (
        <ChartTable {...props} format={format} />
      ) : (
        <Plot {...props} format={format} height={props.height ?? 200} />
      )}
    </figure>
  );
}

type PlotProps = ChartProps & { format: (value: number) => string; height: number };

const gutter = { left: 48, right: 12, top: 8, bottom: 24 };

function Plot(props: PlotProps) {
  const { points, series, format, height, kind } = props;
  const [box, width] = useWidth(640);
  const [at, setAt] = useState<number>();
  const inner = Math.max(60, width - gutter.left - gutter.right);
  const tall = height - gutter.top - gutter.bottom;
  const { scale, ticks } = valueScale(points, tall, kind === "bars");
  const slot = inner / Math.max(1, points.length);
  const place = kind === "bars" ? barPlace(slot) : linePlace(points.length, inner);
  const step = labelStep(points.length, inner, 64, props.tick_every);

  function follow(event: PointerEvent<SVGSVGElement>) {
    const from = event.currentTarget.getBoundingClientRect();
    const offset = event.clientX - from.left - gutter.left;
    const raw = kind === "bars" ? offset / slot - 0.5 : (offset / inner) * (points.length - 1);
    setAt(Math.max(0, Math.min(points.length - 1, Math.round(raw))));
  }

  function walk(event: KeyboardEvent) {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    setAt((before) => Math.max(0, Math.min(points.length - 1, (before ?? -1) + move)));
  }

  return (
    <div ref={box} className={style.plot}>
      <svg
        width={width}
        height={height}
        role="img"
        tabIndex={0}
        aria-label={summary(props)}
        onPointerMove={follow}
        onPointerLeave={() => setAt(undefined)}
        onKeyDown={walk}
        onBlur={() => setAt(undefined)}
      >
        <g transform={`translate(${gutter.left} ${gutter.top})`}>
          {ticks.map((tick) => (
            <g key={tick} transform={`translate(0 ${scale(tick)})`}>
              <line className={style.grid} x2={inner} />
              <text className={style.tick} x={-8} dy="0.32em" textAnchor="end">
                {props.axis ? props.axis(tick) : compact(tick, format)}
              </text>
            </g>
          ))}
          {at !== undefined && (
            <line className={style.cursor} x1={place(at)} x2={place(at)} y2={tall} />
          )}
          {kind === "bars"
            ? points.map((point, index) => (
                <Bar
                  // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have one label
                  key={index}
                  point={point}
                  series={series}
                  x={place(index)}
                  slot={slot}
                  y={scale}
                />
              ))
            : series.map((one, index) => (
                <path
                  key={one.title}
                  className={cx(style.stroke, style[one.tone])}
                  data-dash={index % 2 === 1}
                  d={linePath(points, index, place, scale)}
                />
              ))}
          {points.map((point, index) =>
            index % step === 0 ? (
              <text
                // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have one label
                key={index}
                className={style.tick}
                x={place(index)}
                y={tall + 17}
                textAnchor="middle"
              >
                {point.tick ?? point.label}
              </text>
            ) : null,
          )}
        </g>
      </svg>
      {at !== undefined && points[at] && (
        <Readout
          point={points[at]}
          series={series}
          format={format}
          left={place(at) + gutter.left}
          width={width}
        />
      )}
    </div>
  );
}

const barPlace = (slot: number) => (index: number) => slot * (index + 0.5);

function linePlace(count: number, width: number) {
  const scale = placeScale(count, width);
  return (index: number) => scale(index) ?? 0;
}

function linePath(
  points: readonly Point[],
  series: number,
  x: (index: number) => number,
  y: (value: number) => number,
) {
  const draw = line<Point>()
    .defined((point) => point.values[series] !== null)
    .x((_, index) => x(index))
    .y((point) => y(point.values[series] ?? 0));
  return draw([...points]) ?? "";
}

function Bar({
  point,
  series,
  x,
  slot,
  y,
}: {
  point: Point;
  series: readonly Series[];
  x: number;
  slot: number;
  y: (value: number) => number;
}) {
  const width = Math.max(2, Math.min(26, slot * 0.64));
  let below = 0;
  return (
    <>
      {series.map((one, index) => {
        const value = point.values[index] ?? 0;
        const top = y(below + value);
        const height = y(below) - top;
        below += value;
        if (height <= 0) return null;
        return (
          <rect
            key={one.title}
            className={cx(style.bar, style[one.tone])}
            x={x - width / 2}
            y={top}
            width={width}
            height={Math.max(0.5, height - 0.5)}
            rx={1.5}
          />
        );
      })}
    </>
  );
}

function Readout({
  point,
  series,
  format,
  left,
  width,
}: {
  point: Point;
  series: readonly Series[];
  format: (value: number) => string;
  left: number;
  width: number;
}) {
  const side = left > width / 2 ? { right: width - left + 12 } : { left: left + 12 };
  return (
    <div className={style.readout} style={side} role="status">
      <div className={style.when}>{point.label}</div>
      {series.map((one, index) => (
        <div key={one.title} className={style.row}>
          <span className={cx(style.swatch, style[one.tone])} />
          <span>{one.title}</span>
          <b>{point.values[index] === null ? "–" : format(point.values[index] ?? 0)}</b>
        </div>
      ))}
    </div>
  );
}

function compact(value: number, format: (value: number) => string) {
  return value < 10_000
    ? format(value)
    : new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

function summary({ title, series, points, format = plain }: ChartProps) {
  const totals = series.map((one, index) => {
    const total = points.reduce((sum, point) => sum + (point.values[index] ?? 0), 0);
    return `${one.title} ${format(total)}`;
  });
  const span = points.length > 0 ? `${points[0]?.label} – ${points.at(-1)?.label}` : "";
  return `${title}: ${span}; ${totals.join(", ")}`;
}
