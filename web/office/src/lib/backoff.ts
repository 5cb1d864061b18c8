// How long to wait before the next try of a broken connection: doubling, capped, spread by chance.
export function backoffMs(tries: number, random: () => number): number {
  const ceiling = Math.min(30_000, 500 * 2 ** Math.min(tries, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
