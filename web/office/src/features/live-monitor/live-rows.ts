// The rows of the live monitor apart from React: newest first, a bounded number, nothing twice, and
// while paused everything waits and is counted.
import type { LiveEvent } from "../../api/live.ts";
import { type PaymentRow, paymentOf } from "../../api/payment-event.ts";

export interface LiveRow {
  key: string;
  /** Place in the server's gap-free order; zero for what was there before. */
  position: number;
  at: number;
  type: string;
  merchant_id: string;
  subject_id: string;
  payment: PaymentRow | undefined;
  /** Of a refund, which is another amount than the payment's. */
  refund_minor: number | undefined;
  /** The name in events about merchants, companies and people. */
  name: string;
}

export interface Feed {
  rows: readonly LiveRow[];
  waiting: readonly LiveRow[];
  /** All that came while paused, also what is no longer kept. */
  waiting_count: number;
  paused: boolean;
  last_position: number;
}

export const rows_kept = 300;

export const emptyFeed: Feed = {
  rows: [],
  waiting: [],
  waiting_count: 0,
  paused: false,
  last_position: 0,
};

const asText = (value: unknown) => (typeof value === "string" ? value : "");

export function rowOf(event: LiveEvent): LiveRow {
  const { position, at, type, merchant_id, subject_id, payload } = event;
  const refund = type.startsWith("refund.") ? payload.refund_minor : undefined;
  return {
    key: position,
    position: Number(position),
    at,
    type,
    merchant_id,
    subject_id,
    payment: paymentOf(event),
    refund_minor: Number.isSafeInteger(refund) ? (refund as number) : undefined,
    name: asText(payload.name) || asText(payload.label) || asText(payload.email),
  };
}

/** What was there before the page was opened, as rows below those that arrive. */
export function earlierRows(payments: readonly PaymentRow[]): LiveRow[] {
  return payments
    .map((payment) => ({
      key: `earlier ${payment.payment_id}`,
      position: 0,
      at: payment.completed_at ?? payment.created_at,
      type: payment.in_doubt ? "payment.in_doubt" : `payment.${payment.lifecycle}`,
      merchant_id: payment.merchant_id,
      subject_id: payment.payment_id,
      payment,
      refund_minor: undefined,
      name: "",
    }))
    .sort((a, b) => b.at - a.at);
}

type Test = (row: LiveRow) => boolean;

/** Takes rows in the order they came. A repeat after a reconnect is dropped by its position. */
export function arrive(feed: Feed, incoming: readonly LiveRow[], test: Test): Feed {
  const unseen = incoming.filter((row) => row.position > feed.last_position);
  if (unseen.length === 0) return feed;
  const last_position = Math.max(...unseen.map((row) => row.position));
  const fitting = unseen.filter(test).reverse();
  if (fitting.length === 0) return { ...feed, last_position };
  if (!feed.paused)
    return { ...feed, last_position, rows: [...fitting, ...feed.rows].slice(0, rows_kept) };
  return {
    ...feed,
    last_position,
    waiting: [...fitting, ...feed.waiting].slice(0, rows_kept),
    waiting_count: feed.waiting_count + fitting.length,
  };
}

export const pause = (feed: Feed): Feed => ({ ...feed, paused: true });

export function resume(feed: Feed): Feed {
  return {
    ...feed,
    paused: false,
    rows: [...feed.waiting, ...feed.rows].slice(0, rows_kept),
    waiting: [],
    waiting_count: 0,
  };
}

/** After a change of the filters: what no longer fits goes at once. */
export function narrow(feed: Feed, test: Test): Feed {
  const waiting = feed.waiting.filter(test);
  return { ...feed, rows: feed.rows.filter(test), waiting, waiting_count: waiting.length };
}
