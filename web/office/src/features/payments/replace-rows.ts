// Exchanges rows of a page for their latest state, keeping order and everything that did not
// change.
import type { PaymentPage, PaymentRow } from "./api.ts";

const parts: readonly (keyof PaymentRow)[] = [
  "lifecycle",
  "captured_minor",
  "refunded_minor",
  "refund_pending_minor",
  "refund_state",
  "dispute_state",
  "in_doubt",
  "decline_reason",
  "completed_at",
];

const differs = (a: PaymentRow, b: PaymentRow) => parts.some((part) => a[part] !== b[part]);

/** Notes the ids that changed; answers the same page when none did, so that nothing renders. */
export function replaceRows(
  page: PaymentPage,
  latest: ReadonlyMap<string, PaymentRow>,
  changed: Set<string>,
): PaymentPage {
  const before = changed.size;
  const rows = page.rows.map((row) => {
    const update = latest.get(row.payment_id);
    if (!update || !differs(row, update)) return row;
    changed.add(row.payment_id);
    // Names and the like stay: only what lives in a payment moves.
    return { ...row, ...Object.fromEntries(parts.map((part) => [part, update[part]])) };
  });
  return changed.size === before ? page : { ...page, rows };
}
