// What creating a merchant needs, as one form: the merchant, and the company it belongs to or
// that is
// made with it.
import * as z from "zod/mini";
import { ApiError } from "../../api/error.ts";
import { atMost } from "../../ui/form.tsx";
import type { CreateCompany, CreateMerchant } from "./api.ts";

const text = (length: number) => z.string().check(z.trim(), z.maxLength(length, "too_long"));
const filled = (length: number) =>
  z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(length, "too_long"));

/** Parts that creating and changing a merchant share. */
export const merchantParts = {
  name: filled(120),
  legal_name: text(200),
  mcc: z.string().check(z.trim(), z.regex(/^(\d{4})?$/, "four_digits")),
  statement_descriptor: text(22),
  website: text(300).check(z.regex(/^(https:\/\/\S{4,})?$/, "https_only")),
  allowed_currencies: z.array(z.string()).check(z.maxLength(40, "too_long")),
};

export const createSchema = z
  .object({
    of: z.enum(["existing", "new"]),
    company_id: z.string(),
    company_name: text(120),
    company_country: z.string(),
    company_time_zone: atMost(64),
    ...merchantParts,
    settlement_currency: z.string().check(z.minLength(1, "required")),
  })
  .check(
    needed("company_id", "existing"),
    needed("company_name", "new"),
    needed("company_country", "new"),
  );

export type CreateSchema = typeof createSchema;
type Values = z.output<CreateSchema>;

/** A field that counts only for one way of naming the company. */
function needed(name: "company_id" | "company_name" | "company_country", of: Values["of"]) {
  return z.refine<Values>((values) => values.of !== of || values[name] !== "", {
    path: [name],
    message: "required",
  });
}

export function companyOf(values: Values): CreateCompany {
  return {
    name: values.company_name,
    country: values.company_country,
    default_currency: values.settlement_currency,
    time_zone: values.company_time_zone,
  };
}

export function merchantOf(values: Values, company_id: string): CreateMerchant {
  const optional = (value: string) => (value === "" ? undefined : value);
  return {
    company_id,
    name: values.name,
    legal_name: optional(values.legal_name),
    mcc: optional(values.mcc),
    statement_descriptor: optional(values.statement_descriptor),
    website: optional(values.website),
    settlement_currency: values.settlement_currency,
    allowed_currencies: values.allowed_currencies,
  };
}

/** A refusal of the company's field lands on the company's input, not on the merchant's. */
export function onCompany(error: unknown): never {
  if (error instanceof ApiError && error.problem.field)
    throw new ApiError({ ...error.problem, field: companyField(error.problem.field) }, error);
  throw error;
}

const companyField = (field: string) =>
  field === "default_currency" ? "settlement_currency" : `company_${field}`;
