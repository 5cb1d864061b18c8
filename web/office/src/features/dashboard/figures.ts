// Arithmetic of the dashboard: shares and changes in tenths of a per cent, by integers alone, and
// the series behind the charts. Currencies are never added together.
import type { Schemas } from "../../api/client.ts";
import { minorToDecimal } from "../../lib/money.ts";

export type Dashboard = Schemas["Dashboard"];
export type Figures = Schemas["DashboardFigures"];
export type Volume = Figures["volumes"][number];

/** part / whole in tenths of a per cent, half rounded up; nothing when there is no whole. */
export function shareTenths(part: number, whole: number): number | undefined {
  if (whole <= 0) return undefined;
  return Number((BigInt(part) * 2000n + BigInt(whole)) / (2n * BigInt(whole)));
}

/** Paid among all payments that got a yes or a no. */
export const acceptanceTenths = ({ captured, declined }: Figures): number | undefined =>
  shareTenths(captured, captured + declined);

/** How much more or less than before, in tenths of a per cent; nothing when before was zero. */
export function changeTenths(current: number, previous: number): number | undefined {
  if (previous <= 0) return undefined;
  const difference = BigInt(current) - BigInt(previous);
  const size = difference < 0n ? -difference : difference;
  const tenths = (size * 2000n + BigInt(previous)) / (2n * BigInt(previous));
  return Number(difference < 0n ? -tenths : tenths);
}

/** 987 becomes "98.7", 1000 becomes "100". */
export function writeTenths(tenths: number): string {
  return minorToDecimal(tenths, 1).replace(/\.0$/, "");
}

/** Changes beyond tenfold say nothing as a percentage. */
export function writeChange(tenths: number): string {
  const sign = tenths > 0 ? "+" : "";
  return tenths > 9990 ? "> 999%" : `${sign}${writeTenths(tenths)}%`;
}

export function currenciesOf({ current, previous }: Pick<Dashboard, "current" | "previous">) {
  const codes = [...current.volumes, ...previous.volumes].map((volume) => volume.currency);
  return [...new Set(codes)].sort();
}

const preferred = ["EUR", "USD", "GBP"];

/** The asked-for currency when it occurs, else the first familiar one, else the first. */
export function chooseCurrency(currencies: readonly string[], asked: string | undefined) {
  if (asked !== undefined && currencies.includes(asked)) return asked;
  return preferred.find((code) => currencies.includes(code)) ?? currencies[0];
}

const none = { captured_minor: 0, refunded_minor: 0, fee_minor: 0 };

export function volumeOf(volumes: readonly Volume[], currency: string | undefined): Volume {
  const found = volumes.find((volume) => volume.currency === currency);
  return found ?? { currency: currency ?? "", ...none };
}

export interface Bucket {
  at: number;
  /** Null after the present: not yet known is not zero. */
  captured: number | null;
  declined: number | null;
  failed: number | null;
  paid_minor: number | null;
  refunded_minor: number | null;
}

/** Every step of the range in order, those to come included. */
export function bucketsOf(board: Dashboard, currency: string | undefined): Bucket[] {
  const buckets: Bucket[] = board.series.map((point) => {
    const volume = point.volumes.find((one) => one.currency === currency);
    return {
      at: point.at,
      captured: point.captured,
      declined: point.declined,
      failed: point.failed,
      paid_minor: volume?.captured_minor ?? 0,
      refunded_minor: volume?.refunded_minor ?? 0,
    };
  });
  const unknown = {
    captured: null,
    declined: null,
    failed: null,
    paid_minor: null,
    refunded_minor: null,
  };
  for (
    let at = (buckets.at(-1)?.at ?? board.from_at - board.bucket_ms) + board.bucket_ms;
    at < board.until_at;
    at += board.bucket_ms
  )
    buckets.push({ at, ...unknown });
  return buckets;
}

export const knownBuckets = (buckets: readonly Bucket[]) =>
  buckets.filter((bucket) => bucket.captured !== null);
