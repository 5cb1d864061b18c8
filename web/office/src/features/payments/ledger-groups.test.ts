import { describe, expect, it } from "vitest";
import type { LedgerEntry } from "./api.ts";
import { accountEffects, ledgerGroups, sumsOf } from "./ledger-groups.ts";

const line = (part: Partial<LedgerEntry>): LedgerEntry => ({
  ledger_tx_id: "lt_1",
  kind: "sale",
  posted_at: 10,
  effective_at: 9,
  line: 1,
  account: "provider_receivable",
  account_type: "asset",
  owner: "Acquirer",
  side: "debit",
  amount_minor: 10000,
  currency: "EUR",
  balance_after_minor: 10000,
  note: "",
  ...part,
});

const pending = { account: "merchant_pending", account_type: "liability", owner: "Shop" } as const;

const sale = [
  line({}),
  line({ line: 2, ...pending, side: "credit" }),
  line({ line: 3, ...pending, amount_minor: 165 }),
  line({
    line: 4,
    account: "fee_processing",
    account_type: "income",
    owner: "",
    side: "credit",
    amount_minor: 165,
  }),
];

describe("ledger transactions", () => {
  it("gather their lines in order and come in the order of posting", () => {
    const refund = line({ ledger_tx_id: "lt_0", kind: "refund", posted_at: 20 });
    const groups = ledgerGroups([refund, ...[...sale].reverse()]);
    expect(groups.map((group) => group.kind)).toEqual(["sale", "refund"]);
    expect(groups[0]?.lines.map((entry) => entry.line)).toEqual([1, 2, 3, 4]);
  });

  it("show a missing cent instead of hiding it", () => {
    expect(ledgerGroups(sale)[0]?.balanced).toBe(true);
    const broken = sale.map((entry) =>
      entry.line === 3 ? { ...entry, amount_minor: 164 } : entry,
    );
    expect(ledgerGroups(broken)[0]?.balanced).toBe(false);
  });

  it("balance each currency by itself, never one against another", () => {
    const crossed = [line({}), line({ line: 2, side: "credit", currency: "USD" })];
    expect(sumsOf(crossed)).toEqual([
      { currency: "EUR", debit_minor: 10000n, credit_minor: 0n },
      { currency: "USD", debit_minor: 0n, credit_minor: 10000n },
    ]);
    expect(ledgerGroups(crossed)[0]?.balanced).toBe(false);
  });

  it("add up beyond what a float can hold", () => {
    const huge = [
      line({ amount_minor: Number.MAX_SAFE_INTEGER }),
      line({ line: 2, amount_minor: Number.MAX_SAFE_INTEGER }),
    ];
    expect(sumsOf(huge)[0]?.debit_minor).toBe(18014398509481982n);
  });
});

describe("effects on accounts", () => {
  it("count on the side where each account grows", () => {
    const effects = accountEffects(sale).map(({ account, effect_minor }) => [
      account,
      effect_minor,
    ]);
    expect(effects).toEqual([
      ["provider_receivable", 10000n],
      ["merchant_pending", 9835n],
      ["fee_processing", 165n],
    ]);
  });

  it("keep owners of the same account apart", () => {
    const two = [line({}), line({ line: 2, owner: "Other acquirer", side: "credit" })];
    expect(accountEffects(two).map((effect) => effect.effect_minor)).toEqual([10000n, -10000n]);
  });
});
