// A fee plan as its editor holds it: everything as text, so that nothing is rounded while a person
// types. Percentages become parts per million and amounts minor units by their digits alone; errors
// are named by the member the server would name.
import { exponentOf } from "../../lib/currency.ts";
import { minorToDecimal, parseMoney } from "../../lib/money.ts";
import type { Content, Trigger, Version } from "./api.ts";

export const triggers = ["sale", "refund", "payout"] as const satisfies readonly Trigger[];

export interface DraftPart {
  key: number;
  currency: string;
  fixed: string;
  min: string;
  max: string;
}
export interface DraftPrice {
  percent: string;
  parts: DraftPart[];
}
export interface Draft extends Record<Trigger, DraftPrice> {
  name: string;
  on_refund: Version["on_refund"];
  rounding: Version["rounding"];
  reserve: string;
  reserve_days: string;
  settle_days: string;
  /** As a date field writes it; empty: at once. */
  valid_from: string;
}
export type Errors = Record<string, string>;

let keys = 0;
export const emptyPart = (currency: string): DraftPart => ({
  key: ++keys,
  currency,
  fixed: "",
  min: "",
  max: "",
});

export const emptyDraft = (): Draft => ({
  name: "",
  sale: { percent: "", parts: [] },
  refund: { percent: "0", parts: [] },
  payout: { percent: "0", parts: [] },
  on_refund: "keep",
  rounding: "half_up",
  reserve: "0",
  reserve_days: "0",
  settle_days: "2",
  valid_from: "",
});

/** 14000 becomes "1.4". */
export function percentText(ppm: number): string {
  return minorToDecimal(ppm, 4).replace(/\.?0+$/, "");
}

const amount = (minor: number | null, currency: string) =>
  minor === null ? "" : minorToDecimal(minor, exponentOf(currency));

/** Local minutes, as a date field wants them. */
function localText(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const priceOf = ({ percent_ppm, parts = [] }: Content["sale"]): DraftPrice => ({
  percent: percentText(percent_ppm),
  parts: parts.map(({ currency, fixed_minor, min_minor, max_minor }) => ({
    ...emptyPart(currency),
    fixed: amount(fixed_minor, currency),
    min: amount(min_minor ?? null, currency),
    max: amount(max_minor ?? null, currency),
  })),
});

export const draftOf = (content: Content | Version): Draft => ({
  name: content.name,
  sale: priceOf(content.sale),
  refund: priceOf(content.refund),
  payout: priceOf(content.payout),
  on_refund: content.on_refund,
  rounding: content.rounding,
  reserve: percentText(content.reserve_ppm),
  reserve_days: String(content.reserve_days),
  settle_days: String(content.settle_days),
  valid_from: content.valid_from ? localText(content.valid_from) : "",
});

/** "1.4" and "1,4" are 14000: four digits behind the point at most, never a floating number. */
export function parsePercent(text: string): { ok: true; ppm: number } | { ok: false; why: string } {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return { ok: false, why: "required" };
  const match = /^(\d{1,6})(?:\.(\d*))?$/.exec(plain);
  if (!match) return { ok: false, why: "not_a_number" };
  const digits = (match[2] ?? "").replace(/0+$/, "");
  if (digits.length > 4) return { ok: false, why: "four_decimals" };
  const ppm = Number(`${match[1]}${digits.padEnd(4, "0")}`);
  return ppm > 1_000_000 ? { ok: false, why: "above_all" } : { ok: true, ppm };
}

/** Collects what is wrong, by member. */
class Reader {
  readonly errors: Errors = {};
  fail(name: string, why: string) {
    this.errors[name] ??= why;
  }
  percent(name: string, text: string): number {
    const parsed = parsePercent(text);
    if (parsed.ok) return parsed.ppm;
    this.fail(name, parsed.why);
    return 0;
  }
  days(name: string, text: string): number {
    if (/^\d{1,4}$/.test(text.trim())) return Number(text.trim());
    this.fail(name, "whole_number");
    return 0;
  }
  minor(name: string, text: string, currency: string): number {
    const parsed = parseMoney(text, currency);
    if (parsed.ok && parsed.minor >= 0) return parsed.minor;
    this.fail(name, parsed.ok ? "too_small" : parsed.reason);
    return 0;
  }
  price(name: string, price: DraftPrice): Content["sale"] {
    const percent_ppm = this.percent(`${name}.percent_ppm`, price.percent);
    const parts = price.parts.map((part, index) => this.part(`${name}.parts.${index}`, part));
    parts.forEach(({ currency }, index) => {
      if (currency && parts.findIndex((one) => one.currency === currency) < index)
        this.fail(`${name}.parts.${index}.currency`, "duplicate_currency");
    });
    return { percent_ppm, parts };
  }
  private part(name: string, { currency, fixed, min, max }: DraftPart) {
    if (currency === "") this.fail(`${name}.currency`, "required");
    const optional = (member: string, text: string) =>
      text.trim() === "" ? null : this.minor(`${name}.${member}`, text, currency);
    const part = {
      currency,
      fixed_minor: fixed.trim() === "" ? 0 : this.minor(`${name}.fixed_minor`, fixed, currency),
      min_minor: optional("min_minor", min),
      max_minor: optional("max_minor", max),
    };
    if (part.max_minor !== null && part.max_minor < (part.min_minor ?? 0))
      this.fail(`${name}.max_minor`, "below_minimum");
    return part;
  }
}

/** What is sent, or what is wrong with it. */
export function contentOf(draft: Draft): { content?: Content; errors: Errors } {
  const reader = new Reader();
  if (draft.name.trim() === "") reader.fail("name", "required");
  const content: Content = {
    name: draft.name.trim(),
    sale: reader.price("sale", draft.sale),
    refund: reader.price("refund", draft.refund),
    payout: reader.price("payout", draft.payout),
    on_refund: draft.on_refund,
    rounding: draft.rounding,
    reserve_ppm: reader.percent("reserve_ppm", draft.reserve),
    reserve_days: reader.days("reserve_days", draft.reserve_days),
    settle_days: reader.days("settle_days", draft.settle_days),
    valid_from: draft.valid_from === "" ? null : new Date(draft.valid_from).getTime(),
  };
  const failed = Object.keys(reader.errors).length > 0;
  return { content: failed ? undefined : content, errors: reader.errors };
}

/** The currencies a plan names, for choosing one to calculate in. */
export const currenciesOf = (draft: Draft): string[] => [
  ...new Set(triggers.flatMap((one) => draft[one].parts.map(({ currency }) => currency))),
];
