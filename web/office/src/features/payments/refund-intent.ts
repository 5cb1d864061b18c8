// One intended refund keeps one idempotency key until its fate is certain. The key is written down
// before the first try, so that neither a lost answer nor a reload can refund twice.
import { ApiError } from "../../api/error.ts";
import { HeldForApproval } from "../../api/held.ts";
import type { CreateRefund } from "./api.ts";

export interface RefundIntent {
  key: string;
  body: CreateRefund;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const nameOf = (payment_id: string) => `bursar.refund_intent.${payment_id}`;

const contentOf = ({ amount_minor, reason, merchant_reference }: CreateRefund) =>
  JSON.stringify([amount_minor ?? null, reason ?? "", merchant_reference ?? ""]);

/** The intent whose fate is still open, if there is one. */
export function openIntent(shelf: Shelf, payment_id: string): RefundIntent | undefined {
  try {
    const kept = JSON.parse(shelf.getItem(nameOf(payment_id)) ?? "null") as RefundIntent | null;
    return kept && typeof kept.key === "string" && kept.body ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** The same content is a repeat and keeps its key; another content is another intent. */
export function keepIntent(
  shelf: Shelf,
  payment_id: string,
  body: CreateRefund,
  createKey: () => string,
): RefundIntent {
  const open = openIntent(shelf, payment_id);
  if (open && contentOf(open.body) === contentOf(body)) return open;
  const intent = { key: createKey(), body };
  shelf.setItem(nameOf(payment_id), JSON.stringify(intent));
  return intent;
}

export function endIntent(shelf: Shelf, payment_id: string) {
  shelf.removeItem(nameOf(payment_id));
}

const undecided = new Set([0, 401, 403, 408, 429]);

/** Whether the server may still have recorded the refund, or may yet take the same request. */
export function isUndecided(error: unknown): boolean {
  if (error instanceof HeldForApproval) return false;
  if (!(error instanceof ApiError)) return true;
  return undecided.has(error.status) || error.status >= 500;
}
