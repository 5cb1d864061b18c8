// Words of the contract (lower_snake) as a person reads them, for those without a translation.
export function sentence(word: string): string {
  const text = word.replaceAll(/[_.:]+/g, " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "tx_0k3…9fq": the prefix and the last characters tell ids apart, the middle is time. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, id.indexOf("_") + 4)}…${id.slice(-6)}`;
}

/** Which object an id names, by its prefix. */
export function idKind(text: string): "payment" | "merchant" | "user" | undefined {
  const match = /^(tx|mr|us)_[0-9a-z]{25}$/.exec(text.trim());
  if (!match) return undefined;
  return match[1] === "tx" ? "payment" : match[1] === "mr" ? "merchant" : "user";
}
