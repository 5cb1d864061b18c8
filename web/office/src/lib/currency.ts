// Minor-unit exponents by currency code. Two is the rule, so only the others are listed; the
// server's own table (GET /api/reference) may add currencies at start-up.
const exponents = new Map<string, number>();

function list(exponent: number, codes: string) {
  for (const code of codes.split(" ")) exponents.set(code, exponent);
}

list(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF");
list(3, "BHD IQD JOD KWD LYD OMR TND");
list(4, "CLF UYW");
list(8, "BTC LTC");

export function exponentOf(currency: string): number {
  return exponents.get(currency) ?? 2;
}

/** Takes over what the server says, so that screen and server never disagree about a comma. */
export function learnExponents(rows: readonly { code: string; exponent: number }[]) {
  for (const row of rows) exponents.set(row.code, row.exponent);
}
