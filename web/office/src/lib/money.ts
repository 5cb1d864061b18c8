// Money on its way to and from the screen: integer minor units and decimal strings, never floats.
import { exponentOf } from "./currency.ts";

export type MinorAmount = number | bigint;

export interface MoneyFormat {
  locale?: string;
  /** "symbol" writes €12.00, "code" writes 12.00 EUR, "none" the figure alone. */
  unit?: "symbol" | "code" | "none";
  /** Writes a plus sign before what is above zero, for movements. */
  signed?: boolean;
}

/** "123456" in a currency with two decimals becomes "1234.56". */
export function minorToDecimal(minor: MinorAmount, exponent: number): string {
  const value = BigInt(minor);
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(exponent + 1, "0");
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string, currency: string, format: MoneyFormat) {
  const unit = format.unit === "symbol" && /^[A-Z]{3}$/.test(currency) ? "symbol" : "none";
  const key = `${locale} ${currency} ${unit} ${format.signed === true}`;
  const known = formats.get(key);
  if (known) return known;
  const exponent = exponentOf(currency);
  const made = new Intl.NumberFormat(locale, {
    ...(unit === "symbol" ? { style: "currency", currency } : {}),
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
    signDisplay: format.signed ? "exceptZero" : "auto",
  });
  formats.set(key, made);
  return made;
}

export function formatMoney(minor: MinorAmount, currency: string, format: MoneyFormat = {}) {
  const unit = format.unit ?? "symbol";
  const locale = format.locale ?? "en";
  const decimal = minorToDecimal(minor, exponentOf(currency)) as Intl.StringNumericLiteral;
  const figure = numberFormat(locale, currency, { ...format, unit }).format(decimal);
  const writesCode = unit === "code" || (unit === "symbol" && !/^[A-Z]{3}$/.test(currency));
  return writesCode ? `${figure} ${currency}` : figure;
}

/** A rough figure for the axis of a chart: "12.3K", without the currency. */
export function formatMoneyShort(minor: MinorAmount, currency: string, locale = "en"): string {
  const decimal = minorToDecimal(minor, exponentOf(currency)) as Intl.StringNumericLiteral;
  const format = { notation: "compact", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, format).format(decimal);
}

export type ParsedMoney =
  | { ok: true; minor: number }
  | { ok: false; reason: "empty" | "not_a_number" | "too_many_decimals" | "too_large" };

/**
 * Reads what a person typed: "1234.5", "1,234.50", "1 234,50". A single separator followed by three
 * digits counts as thousands only when it is a comma or a space, because "1.234" is more often a
 * slip than a thousand and must not become one silently.
 */
export function parseMoney(text: string, currency: string): ParsedMoney {
  const compact = text.trim().replace(/[\s\u00a0\u202f']/g, "");
  if (compact === "") return { ok: false, reason: "empty" };
  const normal = decimalPoint(compact);
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(normal);
  if (!match) return { ok: false, reason: "not_a_number" };
  const exponent = exponentOf(currency);
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  if (fraction.length > exponent) return { ok: false, reason: "too_many_decimals" };
  const minor = BigInt(`${match[1]}${match[2]}${fraction.padEnd(exponent, "0")}`);
  if (minor > BigInt(Number.MAX_SAFE_INTEGER) || minor < -BigInt(Number.MAX_SAFE_INTEGER))
    return { ok: false, reason: "too_large" };
  return { ok: true, minor: Number(minor) };
}

function decimalPoint(text: string): string {
  const grouped = /^-?\d{1,3}(,\d{3})+(\.\d*)?$/.test(text);
  if (grouped) return text.replaceAll(",", "");
  const groupedByPoint = /^-?\d{1,3}(\.\d{3})+,\d*$/.test(text);
  if (groupedByPoint) return text.replaceAll(".", "").replace(",", ".");
  return text.replace(",", ".");
}

/** Parts per million as a percentage: 29000 becomes "2.9%". */
export function formatRate(ppm: number, locale = "en"): string {
  const decimal = minorToDecimal(ppm, 4) as Intl.StringNumericLiteral;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(decimal)}%`;
}
