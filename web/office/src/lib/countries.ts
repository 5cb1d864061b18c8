// Countries by their ISO 3166-1 code, named by the browser's own tables.

/** Two-letter codes that name groups, places without a code of their own, or tests. */
const notCountries = new Set("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split(" "));

export interface Country {
  code: string;
  name: string;
}

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** A code that was given up stands for its successor ("DD" for "DE") and is left out. */
function isCurrent(code: string): boolean {
  return Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
}

export function countries(locale = "en"): Country[] {
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !notCountries.has(code) && isCurrent(code))
    .flatMap((code) => {
      const name = names.of(code);
      return name === undefined ? [] : [{ code, name }];
    })
    .sort((a, b) => a.name.localeCompare(b.name, locale));
}
