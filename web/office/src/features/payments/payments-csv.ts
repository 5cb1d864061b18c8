// Transactions as a file: amounts as exact decimals, times with their zone, one line per payment.

import { csvText } from "../../lib/csv.ts";
import { exponentOf } from "../../lib/currency.ts";
import { minorToDecimal } from "../../lib/money.ts";
import { isoInstant } from "../../lib/time.ts";
import type { PaymentPage, PaymentRow } from "./api.ts";

/** Machine words, as the API names them: a file is read by programs more often than by people. */
const columns = [
  "payment_id",
  "created_at",
  "completed_at",
  "merchant_name",
  "merchant_id",
  "order_id",
  "buyer_id",
  "status",
  "refund_state",
  "outcome_unknown",
  "decline_reason",
  "method",
  "card_brand",
  "card_last4",
  "currency",
  "amount",
  "captured",
  "refunded",
] as const;

function line(row: PaymentRow, zone: string): (string | number)[] {
  const money = (minor: number) => minorToDecimal(minor, exponentOf(row.currency));
  return [
    row.payment_id,
    isoInstant(row.created_at, zone),
    row.completed_at === null ? "" : isoInstant(row.completed_at, zone),
    row.merchant_name,
    row.merchant_id,
    row.external_id,
    row.buyer_id,
    row.lifecycle,
    row.refund_state,
    row.in_doubt ? "yes" : "no",
    row.decline_reason,
    row.method,
    row.card_brand,
    row.card_last4,
    row.currency,
    money(row.amount_minor),
    money(row.captured_minor),
    money(row.refunded_minor),
  ];
}

export const paymentsCsv = (rows: readonly PaymentRow[], zone: string) =>
  csvText([columns, ...rows.map((row) => line(row, zone))]);

export const rows_at_most = 10_000;
/** A search over far-off rows may answer many empty pages; it is given up at some point. */
const pages_at_most = 200;

export interface Collected {
  rows: PaymentRow[];
  /** There are more that match, beyond what one file takes. */
  cut: boolean;
}

/** Newest first, page after page, until all are there or the file is full. */
export async function collectPayments(
  page: (before: string | undefined) => Promise<PaymentPage>,
): Promise<Collected> {
  const rows: PaymentRow[] = [];
  let before: string | undefined;
  for (let pages = 0; pages < pages_at_most && rows.length < rows_at_most; pages += 1) {
    const answer = await page(before);
    rows.push(...answer.rows);
    if (!answer.has_older) return { rows: rows.slice(0, rows_at_most), cut: false };
    before = answer.next_before ?? rows.at(-1)?.payment_id;
  }
  return { rows: rows.slice(0, rows_at_most), cut: true };
}
