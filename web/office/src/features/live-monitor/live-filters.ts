// Which rows of the live monitor are shown: a view, event types, statuses, merchant, and a text.
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { LiveRow } from "./live-rows.ts";

export const views = ["all", "outcomes", "problems"] as const;
export type View = (typeof views)[number];

export const viewOf = (text: string | undefined): View =>
  views.find((view) => view === text) ?? "all";

/** Types the office knows by name; others are shown too, under "other". */
export const event_types = [
  "payment.created",
  "payment.processing",
  "payment.captured",
  "payment.declined",
  "payment.failed",
  "payment.in_doubt",
  "refund.created",
  "refund.pending",
  "refund.succeeded",
  "refund.declined",
  "refund.failed",
  "refund.in_doubt",
  "merchant.created",
  "merchant.updated",
  "company.created",
  "api_key.changed",
] as const;

const problem = /\.(declined|failed|in_doubt)$/;
const outcome = /\.(captured|succeeded|declined|failed|in_doubt|voided|canceled|expired)$/;

const fitsView: Record<View, (type: string) => boolean> = {
  all: () => true,
  outcomes: (type) => outcome.test(type),
  problems: (type) => problem.test(type),
};

const listed = (text: string | undefined) => (text ? text.split(",") : []);

/**
 * A function made once per change of the filters, because it runs for each of thousands of rows.
 */
export function rowTest(filters: FilterValues): (row: LiveRow) => boolean {
  const view = fitsView[viewOf(filters.view)];
  const types = new Set(listed(filters.type));
  const statuses = new Set(listed(filters.lifecycle));
  const { merchant_id } = filters;
  const text = (filters.search ?? "").trim().toLowerCase();
  return (row) =>
    view(row.type) &&
    (types.size === 0 || types.has(row.type)) &&
    (statuses.size === 0 || (row.payment !== undefined && statuses.has(row.payment.lifecycle))) &&
    (!merchant_id || row.merchant_id === merchant_id) &&
    (text === "" || textOf(row).includes(text));
}

function textOf({ type, subject_id, name, payment }: LiveRow): string {
  const parts = payment
    ? [
        payment.payment_id,
        payment.external_id,
        payment.merchant_name,
        payment.buyer_id,
        payment.card_brand,
        payment.card_last4,
        payment.currency,
        payment.decline_reason.replaceAll("_", " "),
      ]
    : [];
  return [type, subject_id, name, ...parts].join(" ").toLowerCase();
}
