// The lines of a batch in the few parts that a bar can show, and sums per currency. A part is in
// the order of its end: done first, what went wrong last.
import type { BatchTally, ItemState } from "./api.ts";

export type Part = "done" | "under_way" | "doubt" | "left" | "canceled" | "not_done" | "invalid";

export const parts: readonly Part[] = [
  "done",
  "under_way",
  "doubt",
  "left",
  "canceled",
  "not_done",
  "invalid",
];

const partOf: Record<ItemState, Part> = {
  succeeded: "done",
  open: "under_way",
  in_doubt: "doubt",
  valid: "left",
  canceled: "canceled",
  declined: "not_done",
  failed: "not_done",
  refused: "not_done",
  invalid: "invalid",
};

export const statesOf = (part: Part) =>
  (Object.keys(partOf) as ItemState[]).filter((state) => partOf[state] === part);

type Tallies = readonly BatchTally[];

export function linesIn(tallies: Tallies, part: Part): number {
  return tallies.reduce((sum, one) => sum + (partOf[one.state] === part ? one.lines : 0), 0);
}

/** Whole lines of a hundred that a bar gives to each part: never 0 for a part that has lines. */
export function shares(tallies: Tallies): { part: Part; lines: number; percent: number }[] {
  const found = parts
    .map((part) => ({ part, lines: linesIn(tallies, part) }))
    .filter(({ lines }) => lines > 0);
  const all = found.reduce((sum, { lines }) => sum + lines, 0);
  return found.map((one) => ({ ...one, percent: Math.max((one.lines * 100) / all, 0.75) }));
}

export interface CurrencySum {
  currency: string;
  lines: number;
  /** Of everything that was or is to be carried out. */
  total_minor: number;
  done_minor: number;
  left_minor: number;
}

const counted: readonly Part[] = ["done", "under_way", "doubt", "left", "canceled", "not_done"];

/** What is invalid counts nowhere: nobody meant to carry it out. */
export function sumsOf(tallies: Tallies): CurrencySum[] {
  const sums = new Map<string, CurrencySum>();
  for (const one of tallies) {
    const part = partOf[one.state];
    if (one.currency === null || !counted.includes(part)) continue;
    const sum = sums.get(one.currency) ?? {
      currency: one.currency,
      lines: 0,
      total_minor: 0,
      done_minor: 0,
      left_minor: 0,
    };
    sum.lines += one.lines;
    sum.total_minor += one.amount_minor;
    if (part === "done") sum.done_minor += one.amount_minor;
    if (part === "left") sum.left_minor += one.amount_minor;
    sums.set(one.currency, sum);
  }
  return [...sums.values()].sort((a, b) => a.currency.localeCompare(b.currency));
}
