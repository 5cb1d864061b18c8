// A fee plan as sentences. All arithmetic is on integers; what would need rounding is not claimed.
import { exponentOf } from "../../lib/currency.ts";
import type { FeePlan } from "./api.ts";

export interface Writing {
  money: (minor: number, currency: string) => string;
  rate: (ppm: number) => string;
  list: (texts: readonly string[]) => string;
}

/** A key of the words and what stands in it. */
export interface FeeSentence {
  key: string;
  values?: Record<string, string | number>;
}

type Parts = FeePlan["sale_parts"];

/** "2.9% + €0.30": what is zero is left out; nothing at all is nothing. */
function price(ppm: number, parts: Parts, { money, rate, list }: Writing): string | undefined {
  const fixed = parts
    .filter((part) => part.fixed_minor !== 0)
    .map((part) => money(part.fixed_minor, part.currency));
  const terms = [ppm !== 0 && rate(ppm), fixed.length > 0 && list(fixed)].filter(Boolean);
  return terms.length === 0 ? undefined : terms.join(" + ");
}

/** "€0.15 at least, €10.00 at most": of the currency the merchant is settled in. */
function bounds(parts: Parts, currency: string, { money }: Writing): FeeSentence | undefined {
  const part = parts.find((one) => one.currency === currency);
  const least = part?.min_minor ?? null;
  const most = part?.max_minor ?? null;
  if (least === null && most === null) return undefined;
  if (most === null) return { key: "least", values: { least: money(least ?? 0, currency) } };
  if (least === null) return { key: "most", values: { most: money(most, currency) } };
  return {
    key: "bounds",
    values: { least: money(least, currency), most: money(most, currency) },
  };
}

/** A hundred units of the currency and what the sale of them costs, when that is exact. */
export function exampleFee(plan: FeePlan, currency: string) {
  const base = 100n * 10n ** BigInt(exponentOf(currency));
  const millionths = base * BigInt(plan.sale_percent_ppm);
  if (millionths % 1_000_000n !== 0n) return undefined;
  const part = plan.sale_parts.find((one) => one.currency === currency);
  let fee = millionths / 1_000_000n + BigInt(part?.fixed_minor ?? 0);
  if (part?.min_minor != null && fee < BigInt(part.min_minor)) fee = BigInt(part.min_minor);
  if (part?.max_minor != null && fee > BigInt(part.max_minor)) fee = BigInt(part.max_minor);
  return { base_minor: Number(base), fee_minor: Number(fee) };
}

export function feeSentences(plan: FeePlan, currency: string, write: Writing): FeeSentence[] {
  const sale = price(plan.sale_percent_ppm, plan.sale_parts, write);
  const refund = price(plan.refund_percent_ppm, plan.refund_parts, write);
  const payout = price(plan.payout_percent_ppm, plan.payout_parts, write);
  const limits = sale === undefined ? undefined : bounds(plan.sale_parts, currency, write);
  const example = sale === undefined ? undefined : exampleFee(plan, currency);
  const sentences: FeeSentence[] = [
    sale === undefined ? { key: "sale_free" } : { key: "sale", values: { price: sale } },
  ];
  if (limits) sentences.push(limits);
  if (example)
    sentences.push({
      key: "example",
      values: {
        amount: write.money(example.base_minor, currency),
        fee: write.money(example.fee_minor, currency),
      },
    });
  sentences.push(
    refund === undefined ? { key: "refund_free" } : { key: "refund", values: { price: refund } },
    payout === undefined ? { key: "payout_free" } : { key: "payout", values: { price: payout } },
    plan.reserve_ppm === 0
      ? { key: "reserve_none" }
      : { key: "reserve", values: { rate: write.rate(plan.reserve_ppm) } },
    plan.settle_days === 0
      ? { key: "settle_now" }
      : { key: "settle", values: { count: plan.settle_days } },
  );
  return sentences;
}
