// Which rows of the table fit what was typed: words of the text, or a code at any of the places
// that have one.
import type { DeclineCode } from "./api.ts";

export const retries = [
  "never",
  "later",
  "soon",
  "after_correction",
  "after_authentication",
  "after_check",
  "wait",
  "by_customer",
] as const satisfies readonly DeclineCode["retry"][];

export interface Wanted {
  search?: string;
  retry?: string;
}

const codesOf = (row: DeclineCode) => [
  row.reason,
  row.orsunpay_code,
  ...row.network_codes,
  ...row.ecommpay_codes,
  ...row.stripe_codes,
];

/** "14xx" stands for every code that begins with 14. */
const isCode = (code: string, word: string) =>
  code.toLowerCase() === word ||
  (code.endsWith("xx") && word.length === code.length && word.startsWith(code.slice(0, -2)));

/**
 * A whole code finds its rows alone; anything else is looked for in texts and codes, each word.
 */
export function matching(
  rows: readonly DeclineCode[],
  { search, retry }: Wanted,
  titleOf: (reason: string) => string,
): DeclineCode[] {
  const fitting = rows.filter((row) => !retry || retry.split(",").includes(row.retry));
  const words = (search ?? "").trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return fitting;
  const [code] = words;
  if (words.length === 1 && code !== undefined) {
    const exact = fitting.filter((row) => codesOf(row).some((one) => isCode(one, code)));
    if (exact.length > 0) return exact;
  }
  return fitting.filter((row) => {
    const text = [titleOf(row.reason), row.meaning, row.advice, ...codesOf(row)].join(" ");
    return words.every((word) => text.toLowerCase().includes(word));
  });
}
