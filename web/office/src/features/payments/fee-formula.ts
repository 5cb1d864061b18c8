// The arithmetic of a fee line in one line: "€100.00 × 1.4% + €0.25".
import type { FeeLine } from "./api.ts";

interface Writing {
  money: (minor: number) => string;
  rate: (ppm: number) => string;
}

/** Leaves out what is zero. A fee that its plan's bounds changed shows what it would have been. */
export function feeFormula(line: FeeLine, { money, rate }: Writing): string {
  const { base_minor, percent_ppm, fixed_minor, amount_minor } = line;
  const terms: string[] = [];
  if (percent_ppm !== 0) terms.push(`${money(base_minor)} × ${rate(percent_ppm)}`);
  if (fixed_minor !== 0 || terms.length === 0) terms.push(money(fixed_minor));
  const text = terms.join(" + ");
  return isPlain(line) ? text : `${text}, bounded to ${money(amount_minor)}`;
}

/** Within one unit of the unrounded figure: whichever way the plan rounds. */
function isPlain({ base_minor, percent_ppm, fixed_minor, amount_minor }: FeeLine): boolean {
  const millionths = BigInt(base_minor) * BigInt(percent_ppm);
  const difference = (BigInt(amount_minor) - BigInt(fixed_minor)) * 1_000_000n - millionths;
  return difference < 1_000_000n && difference > -1_000_000n;
}
