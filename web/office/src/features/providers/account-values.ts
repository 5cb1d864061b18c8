// The form of an account as plain values, and what of them is sent. The adapter's description is
// the form's schema: no provider is known here by name.
import * as z from "zod/mini";
import { ApiError } from "../../api/error.ts";
import { exponentOf } from "../../lib/currency.ts";
import { minorToDecimal, parseMoney } from "../../lib/money.ts";
import { required } from "../../ui/form.tsx";
import type { Account, Adapter, Bound, ChangeAccount, Field, Operation } from "./api.ts";

export interface BoundText {
  key: number;
  currency: string;
  least: string;
  most: string;
}

export type CountryRule = "any" | "allow" | "deny";

export interface AccountValues {
  [name: string]: unknown;
  title: string;
  methods: string[];
  currencies: string[];
  base_url: string;
  api_key: string;
  webhook_secret: string;
  country_rule: string;
  countries: string[];
  operations: string[];
}

/** Fields that are members of the account rather than settings of its provider. */
export const ownFields = ["base_url", "api_key", "webhook_secret"];
export const settingFields = (adapter: Adapter): Field[] =>
  adapter.fields.filter(({ name }) => !ownFields.includes(name));
/** A provider that is reached by files has neither address nor key. */
export const hasField = (adapter: Adapter, name: string) =>
  adapter.fields.some((field) => field.name === name);
export const settingName = (name: string) => `setting_${name}`;

export function schemaOf(adapter: Adapter, isNew: boolean) {
  const shape: Record<string, z.ZodMiniType<unknown, unknown>> = {
    title: required(),
    methods: z.array(z.string()).check(z.minLength(1, "required")),
    currencies: z.array(z.string()),
    base_url: hasField(adapter, "base_url") ? required() : z.string(),
    api_key: isNew && hasField(adapter, "api_key") ? required() : z.string(),
    webhook_secret: z.string(),
    country_rule: z.string(),
    countries: z.array(z.string()),
    operations: z.array(z.string()),
  };
  for (const field of settingFields(adapter))
    shape[settingName(field.name)] = field.required ? required() : z.string();
  return z.object(shape);
}

export function valuesOf(adapter: Adapter, account?: Account): AccountValues {
  const limits = account?.restrictions;
  const denied = limits?.countries_deny ?? [];
  const allowed = limits?.countries_allow ?? [];
  const initial = (name: string) =>
    adapter.fields.find((field) => field.name === name)?.initial ?? "";
  const values: AccountValues = {
    title: account?.title ?? "",
    methods: account?.methods ?? adapter.methods.slice(0, 1),
    currencies: account?.currencies ?? [],
    base_url: account?.base_url ?? initial("base_url"),
    api_key: "",
    webhook_secret: "",
    country_rule: allowed.length > 0 ? "allow" : denied.length > 0 ? "deny" : "any",
    countries: allowed.length > 0 ? allowed : denied,
    operations: limits?.operations ?? [],
  };
  for (const field of settingFields(adapter))
    values[settingName(field.name)] = account
      ? (account.settings[field.name] ?? "")
      : field.initial;
  return values;
}

export const boundsOf = (bounds: readonly Bound[] = []): BoundText[] =>
  bounds.map(({ currency, min_minor, max_minor }, key) => ({
    key,
    currency,
    least: min_minor === 0 ? "" : minorToDecimal(min_minor, exponentOf(currency)),
    most: max_minor === 0 ? "" : minorToDecimal(max_minor, exponentOf(currency)),
  }));

/** An empty text is no bound; nothing when the text is no amount. */
export function minorOf(text: string, currency: string): number | undefined {
  if (text.trim() === "") return 0;
  const parsed = parseMoney(text, currency);
  return parsed.ok && parsed.minor >= 0 ? Number(parsed.minor) : undefined;
}

const minorsOf = (bounds: readonly BoundText[]): Bound[] =>
  bounds.map(({ currency, least, most }) => ({
    currency,
    min_minor: minorOf(least, currency) ?? 0,
    max_minor: minorOf(most, currency) ?? 0,
  }));

/** Everything but the version and the secrets. */
export function termsOf(adapter: Adapter, values: AccountValues, bounds: readonly BoundText[]) {
  const settings: Record<string, string> = {};
  for (const { name } of settingFields(adapter)) {
    const value = String(values[settingName(name)] ?? "").trim();
    if (value !== "") settings[name] = value;
  }
  const { countries, country_rule, operations } = values;
  return {
    title: values.title.trim(),
    methods: values.methods,
    currencies: values.currencies,
    ...(hasField(adapter, "base_url") && { base_url: values.base_url.trim() }),
    settings,
    restrictions: {
      bounds: minorsOf(bounds),
      countries_allow: country_rule === "allow" ? countries : [],
      countries_deny: country_rule === "deny" ? countries : [],
      operations: operations as Operation[],
    },
  } satisfies Omit<ChangeAccount, "version">;
}

/** The server names settings and lists by their place in the request; the form by its inputs. */
export function onItsField(error: unknown): unknown {
  if (!(error instanceof ApiError) || !error.problem.field) return error;
  const [first, second] = error.problem.field.split(".");
  const field =
    first === "settings" && second
      ? settingName(second)
      : error.problem.field.includes("countries")
        ? "countries"
        : error.problem.field;
  return new ApiError({ ...error.problem, field }, error);
}
