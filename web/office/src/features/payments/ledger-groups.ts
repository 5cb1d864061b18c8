// Ledger lines of a payment as a reader needs them: by ledger transaction with both sides added up,
// and by account with what the payment did to it. Sums never cross currencies.
import type { LedgerEntry } from "./api.ts";

export interface Sums {
  currency: string;
  debit_minor: bigint;
  credit_minor: bigint;
}

export interface LedgerGroup {
  ledger_tx_id: string;
  kind: string;
  posted_at: number;
  effective_at: number;
  note: string;
  lines: LedgerEntry[];
  sums: Sums[];
  balanced: boolean;
}

export interface AccountEffect {
  account: string;
  account_type: LedgerEntry["account_type"];
  owner: string;
  currency: string;
  /** On the side where the account grows: plus is more, minus is less. */
  effect_minor: bigint;
}

export function ledgerGroups(entries: readonly LedgerEntry[]): LedgerGroup[] {
  const groups = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const lines = groups.get(entry.ledger_tx_id) ?? [];
    groups.set(entry.ledger_tx_id, lines);
    lines.push(entry);
  }
  return [...groups.values()].map(groupOf).sort((a, b) => a.posted_at - b.posted_at);
}

function groupOf(entries: LedgerEntry[]): LedgerGroup {
  const lines = [...entries].sort((a, b) => a.line - b.line);
  const [first] = lines;
  if (!first) throw new Error("a ledger transaction has lines");
  const { ledger_tx_id, kind, posted_at, effective_at, note } = first;
  const sums = sumsOf(lines);
  const balanced = sums.every((sum) => sum.debit_minor === sum.credit_minor);
  return { ledger_tx_id, kind, posted_at, effective_at, note, lines, sums, balanced };
}

export function sumsOf(lines: readonly LedgerEntry[]): Sums[] {
  const sums = new Map<string, Sums>();
  for (const { currency, side, amount_minor } of lines) {
    const sum = sums.get(currency) ?? { currency, debit_minor: 0n, credit_minor: 0n };
    sums.set(currency, sum);
    if (side === "debit") sum.debit_minor += BigInt(amount_minor);
    else sum.credit_minor += BigInt(amount_minor);
  }
  return [...sums.values()];
}

/** Assets and expenses grow by debits, everything else by credits. */
const growsByDebit = (type: LedgerEntry["account_type"]) => type === "asset" || type === "expense";

export function accountEffects(entries: readonly LedgerEntry[]): AccountEffect[] {
  const effects = new Map<string, AccountEffect>();
  for (const entry of entries) {
    const { account, account_type, owner, currency } = entry;
    const name = JSON.stringify([account, owner, currency]);
    const effect = effects.get(name) ?? {
      account,
      account_type,
      owner,
      currency,
      effect_minor: 0n,
    };
    effects.set(name, effect);
    const grows = (entry.side === "debit") === growsByDebit(account_type);
    effect.effect_minor += grows ? BigInt(entry.amount_minor) : -BigInt(entry.amount_minor);
  }
  return [...effects.values()];
}
