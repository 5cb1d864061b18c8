// A merchant's settings as a form holds them, what a person changed of them, and what becomes of
// the change when somebody else was faster.
import * as z from "zod/mini";
import { exponentOf } from "../../lib/currency.ts";
import { minorToDecimal, parseMoney } from "../../lib/money.ts";
import type { Merchant, UpdateMerchant } from "./api.ts";
import { merchantParts } from "./create-schema.ts";

export const setting_names = [
  "name",
  "legal_name",
  "website",
  "statement_descriptor",
  "mcc",
  "allowed_currencies",
  "methods",
  "refund_overdraft_minor",
  "capture_policy",
  "challenge_from_minor",
  "exempt_below_minor",
  "exempts_low_value",
] as const;

export const capture_policies = [
  "automatic",
  "hold_then_capture",
  "hold_then_cancel",
  "hold",
] as const;
export const methods = ["card", "bank_transfer", "wallet", "bnpl", "crypto"] as const;
export const yes_no = ["no", "yes"] as const;

export type SettingName = (typeof setting_names)[number];

export interface SettingValues {
  name: string;
  legal_name: string;
  website: string;
  statement_descriptor: string;
  mcc: string;
  allowed_currencies: string[];
  methods: string[];
  /** As typed, in the settlement currency. */
  refund_overdraft_minor: string;
  capture_policy: string;
  /** As typed, in the settlement currency; 0 is never. */
  challenge_from_minor: string;
  exempt_below_minor: string;
  exempts_low_value: string;
}

export function valuesOf(merchant: Merchant): SettingValues {
  const exponent = exponentOf(merchant.settlement_currency);
  return {
    name: merchant.name,
    legal_name: merchant.legal_name,
    website: merchant.website,
    statement_descriptor: merchant.statement_descriptor,
    mcc: merchant.mcc,
    allowed_currencies: merchant.allowed_currencies,
    methods: [...merchant.methods],
    refund_overdraft_minor: minorToDecimal(merchant.refund_overdraft_minor, exponent),
    capture_policy: merchant.capture_policy,
    challenge_from_minor: minorToDecimal(merchant.challenge_from_minor, exponent),
    exempt_below_minor: minorToDecimal(merchant.exempt_below_minor, exponent),
    exempts_low_value: merchant.exempts_low_value ? "yes" : "no",
  };
}

const atLeastZero = (currency: string) =>
  z.pipe(
    z.string(),
    z.transform((text: string, context) => {
      const parsed = parseMoney(text, currency);
      if (parsed.ok && parsed.minor >= 0) return parsed.minor;
      const reason = parsed.ok ? "too_small" : parsed.reason;
      const message = reason === "empty" ? "required" : reason;
      context.issues.push({ code: "custom", message, input: text });
      return 0;
    }),
  );

export const settingsSchema = (currency: string) =>
  z.object({
    ...merchantParts,
    methods: z.pipe(
      z.array(z.string()).check(z.minLength(1, "required")),
      z.transform((words) => methods.filter((method) => words.includes(method))),
    ),
    mcc: z.string().check(z.trim(), z.regex(/^\d{4}$/, "four_digits")),
    refund_overdraft_minor: atLeastZero(currency),
    capture_policy: z.pipe(
      z.string(),
      z.transform((text) => capture_policies.find((word) => word === text) ?? "automatic"),
    ),
    challenge_from_minor: atLeastZero(currency),
    exempt_below_minor: atLeastZero(currency),
    exempts_low_value: z.pipe(
      z.string(),
      z.transform((answer) => answer === "yes"),
    ),
  });

export type SettingsSchema = ReturnType<typeof settingsSchema>;

/** The order in which currencies were chosen means nothing. */
const plain = (value: string | readonly string[]) =>
  typeof value === "string" ? value.trim() : [...value].sort().join(" ");

const same = (a: SettingValues, b: SettingValues, name: SettingName) =>
  plain(a[name]) === plain(b[name]);

export const changedNames = (base: SettingValues, mine: SettingValues): SettingName[] =>
  setting_names.filter((name) => !same(base, mine, name));

/** Only what was changed is sent, so that a save never takes back what it did not touch. */
export function updateOf(
  base: Merchant,
  mine: SettingValues,
  parsed: z.output<SettingsSchema>,
): UpdateMerchant {
  const changed = changedNames(valuesOf(base), mine);
  const part = Object.fromEntries(changed.map((name) => [name, parsed[name]]));
  return { ...part, version: base.version };
}

export interface Difference {
  name: SettingName;
  before: SettingValues[SettingName];
  mine: SettingValues[SettingName];
  theirs: SettingValues[SettingName];
  /** Who changed it: only I, only they, or both to different values. */
  by: "me" | "them" | "both";
}

/** Every setting on which the three do not all agree. */
export function differences(
  base: SettingValues,
  mine: SettingValues,
  theirs: SettingValues,
): Difference[] {
  return setting_names.flatMap((name) => {
    const by_me = !same(base, mine, name);
    const by_them = !same(base, theirs, name);
    if ((!by_me && !by_them) || (by_me && by_them && same(mine, theirs, name))) return [];
    const by = by_me && by_them ? "both" : by_me ? "me" : "them";
    return [{ name, before: base[name], mine: mine[name], theirs: theirs[name], by }];
  });
}

/** My changes put on top of theirs: mine where I changed something, theirs everywhere else. */
export function merged(
  base: SettingValues,
  mine: SettingValues,
  theirs: SettingValues,
): SettingValues {
  const part = changedNames(base, mine).map((name) => [name, mine[name]]);
  return { ...theirs, ...Object.fromEntries(part) };
}
