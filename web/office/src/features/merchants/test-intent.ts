// One intended test payment keeps one idempotency key until its fate is certain, so that a lost
// answer or a second press does not pay twice.
import { ApiError } from "../../api/error.ts";

export interface TestPayment {
  amount_minor: number;
  currency: string;
}

interface Intent extends TestPayment {
  key: string;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const nameOf = (merchant_id: string) => `bursar.test_payment.${merchant_id}`;

function openIntent(shelf: Shelf, merchant_id: string): Intent | undefined {
  try {
    const kept = JSON.parse(shelf.getItem(nameOf(merchant_id)) ?? "null") as Intent | null;
    return typeof kept?.key === "string" ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** The same amount is a repeat and keeps its key; another amount is another intent. */
export function keyFor(
  shelf: Shelf,
  merchant_id: string,
  { amount_minor, currency }: TestPayment,
  createKey: () => string,
): string {
  const open = openIntent(shelf, merchant_id);
  if (open?.amount_minor === amount_minor && open.currency === currency) return open.key;
  const intent: Intent = { key: createKey(), amount_minor, currency };
  shelf.setItem(nameOf(merchant_id), JSON.stringify(intent));
  return intent.key;
}

export function endIntent(shelf: Shelf, merchant_id: string) {
  shelf.removeItem(nameOf(merchant_id));
}

const undecided = new Set([0, 401, 403, 408, 429]);

/** Whether the server may have recorded the payment although no answer says so. */
export function isUndecided(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return undecided.has(error.status) || error.status >= 500;
}
