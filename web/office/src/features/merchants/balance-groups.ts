// Balances as they are read: currency by currency, the accounts of each in the order money takes.
import type { Balance } from "./api.ts";

const order = [
  "merchant_available",
  "merchant_pending",
  "merchant_reserve",
  "dispute_hold",
  "refund_in_transit",
  "payout_in_transit",
  "merchant_receivable",
];

const place = ({ account }: Balance) => {
  const at = order.indexOf(account);
  return at === -1 ? order.length : at;
};

/** The settlement currency first, then the others by name. */
export function balanceGroups(rows: readonly Balance[], settlement_currency: string) {
  const currencies = [...new Set(rows.map((row) => row.currency))].sort((a, b) => {
    if (a === settlement_currency) return -1;
    return b === settlement_currency ? 1 : a.localeCompare(b);
  });
  return currencies.map((currency) => ({
    currency,
    rows: rows.filter((row) => row.currency === currency).sort((a, b) => place(a) - place(b)),
  }));
}
