import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { ApiError } from "../../api/error.ts";
import { companyOf, createSchema, merchantOf, onCompany } from "./create-schema.ts";

const values = {
  of: "existing" as const,
  company_id: "co_1",
  company_name: "",
  company_country: "",
  company_time_zone: "Europe/Berlin",
  name: "  Shop ",
  legal_name: "",
  mcc: "",
  statement_descriptor: "",
  website: "",
  settlement_currency: "EUR",
  allowed_currencies: ["USD"],
};

const wrong = (part: object) => {
  const result = z.safeParse(createSchema, { ...values, ...part });
  return result.success ? [] : result.error.issues.map((issue) => issue.path[0]);
};

describe("creating a merchant", () => {
  it("asks for an existing company or for all of a new one, never for both", () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ company_id: "" })).toEqual(["company_id"]);
    expect(wrong({ of: "new", company_id: "" })).toEqual(["company_name", "company_country"]);
    expect(wrong({ of: "new", company_name: "House", company_country: "DE" })).toEqual([]);
  });

  it("takes only what can be a link for a website", () => {
    expect(wrong({ website: "http://shop.example" })).toEqual(["website"]);
    expect(wrong({ website: "javascript:alert(1)" })).toEqual(["website"]);
    expect(wrong({ website: "https://shop.example" })).toEqual([]);
  });

  it("leaves empty fields to the server's defaults instead of sending empty texts", () => {
    const body = merchantOf(z.parse(createSchema, values), "co_1");
    expect(body).toMatchObject({ name: "Shop", company_id: "co_1", allowed_currencies: ["USD"] });
    expect(body.mcc).toBeUndefined();
    expect(body.website).toBeUndefined();
  });

  it("gives a company made on the way the merchant's currency", () => {
    const part = { of: "new", company_name: "House", company_country: "DE" };
    const body = companyOf(z.parse(createSchema, { ...values, ...part }));
    expect(body).toEqual({
      name: "House",
      country: "DE",
      default_currency: "EUR",
      time_zone: "Europe/Berlin",
    });
  });

  it("shows a refusal of the company's name on the company's field", () => {
    const problem = { status: 422, code: "too_long", detail: "", field: "name", request_id: "" };
    const shown = () => onCompany(new ApiError(problem));
    expect(shown).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ field: "company_name" }) }),
    );
  });
});
