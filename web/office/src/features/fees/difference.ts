// Plans laid flat: one line per figure, so that two versions can be shown side by side and the
// changes of two people put together figure by figure. Pure.
import { type Draft, type DraftPart, type DraftPrice, emptyPart, triggers } from "./draft.ts";

/** "sale.percent" → "1.4"; "sale.EUR.fixed" → "0.25". A currency without a line has no entry. */
export type Flat = Record<string, string>;

const members = ["fixed", "min", "max"] as const;
const plain_members = [
  "on_refund",
  "rounding",
  "reserve",
  "reserve_days",
  "settle_days",
  "valid_from",
] as const;

export function flatOf(draft: Draft): Flat {
  const flat: Flat = { name: draft.name };
  for (const trigger of triggers) {
    flat[`${trigger}.percent`] = draft[trigger].percent;
    for (const part of draft[trigger].parts)
      for (const member of members) flat[`${trigger}.${part.currency}.${member}`] = part[member];
  }
  for (const name of plain_members) flat[name] = draft[name];
  return flat;
}

function priceFrom(flat: Flat, trigger: string): DraftPrice {
  const parts = new Map<string, DraftPart>();
  for (const [name, value] of Object.entries(flat)) {
    const [group, currency, member] = name.split(".");
    if (group !== trigger || currency === undefined || member === undefined) continue;
    const part = parts.get(currency) ?? emptyPart(currency);
    parts.set(currency, { ...part, [member]: value });
  }
  return { percent: flat[`${trigger}.percent`] ?? "0", parts: [...parts.values()] };
}

export function draftFrom(flat: Flat): Draft {
  const text = (name: string) => flat[name] ?? "";
  return {
    name: text("name"),
    sale: priceFrom(flat, "sale"),
    refund: priceFrom(flat, "refund"),
    payout: priceFrom(flat, "payout"),
    on_refund: text("on_refund") as Draft["on_refund"],
    rounding: text("rounding") as Draft["rounding"],
    reserve: text("reserve"),
    reserve_days: text("reserve_days"),
    settle_days: text("settle_days"),
    valid_from: text("valid_from"),
  };
}

export interface Difference {
  name: string;
  before: string | undefined;
  after: string | undefined;
}

const all = (...flats: Flat[]) => [...new Set(flats.flatMap((flat) => Object.keys(flat)))];
/** An empty bound and no line at all read the same. */
const value = (flat: Flat, name: string) => flat[name] || undefined;

/** Every figure on which the two differ, in the order of the page. */
export function differences(before: Flat, after: Flat): Difference[] {
  return all(before, after)
    .filter((name) => value(before, name) !== value(after, name))
    .map((name) => ({ name, before: value(before, name), after: value(after, name) }));
}

export interface Clash {
  name: string;
  mine: string | undefined;
  theirs: string | undefined;
  by: "me" | "them" | "both";
}

/** Every figure that one of two people changed, unless both made the same of it. */
export function clashes(base: Flat, mine: Flat, theirs: Flat): Clash[] {
  return all(base, mine, theirs).flatMap((name) => {
    const [was, is_mine, is_theirs] = [base, mine, theirs].map((flat) => value(flat, name));
    if (is_mine === is_theirs) return [];
    const by = was === is_mine ? "them" : was === is_theirs ? "me" : "both";
    return [{ name, mine: is_mine, theirs: is_theirs, by }];
  });
}

/** My changes put on top of theirs: mine where I changed a figure, theirs everywhere else. */
export function merged(base: Flat, mine: Flat, theirs: Flat): Flat {
  const result: Flat = { ...theirs };
  for (const name of all(base, mine)) {
    if (mine[name] === base[name]) continue;
    const text = mine[name];
    if (text === undefined) delete result[name];
    else result[name] = text;
  }
  return result;
}
