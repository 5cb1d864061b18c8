// Axis arithmetic of the charts, apart from drawing so that it can be tested.
import { scaleLinear, scalePoint } from "d3-scale";

export interface Point {
  /** Category or instant in full; also what stands under the axis unless `tick` is shorter. */
  label: string;
  tick?: string;
  /** Null leaves a gap: "not known" is not zero. */
  values: readonly (number | null)[];
}

export function valueScale(points: readonly Point[], height: number, stacked: boolean) {
  const tops = points.map((point) => {
    const figures = point.values.map((value) => value ?? 0);
    return stacked ? figures.reduce((sum, value) => sum + value, 0) : Math.max(0, ...figures);
  });
  const top = Math.max(1, ...tops);
  const scale = scaleLinear().domain([0, top]).range([height, 0]).nice(4);
  const ticks = scale.ticks(4).filter((tick) => Number.isInteger(tick));
  return { scale, ticks };
}

export function placeScale(count: number, width: number) {
  return scalePoint<number>()
    .domain(Array.from({ length: count }, (_, place) => place))
    .range([0, width])
    .padding(count > 1 ? 0 : 0.5);
}

/** Every nth label, so that labels of a given width do not touch; a multiple of `every`. */
export function labelStep(count: number, width: number, label_width: number, every = 1): number {
  const fitting = Math.max(1, Math.floor(width / label_width));
  return Math.max(1, Math.ceil(count / fitting / every) * every);
}
