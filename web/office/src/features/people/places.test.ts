// Places and ends of roles: what a field holds is what the server is told.
import { describe, expect, it } from "vitest";
import { dateOf, endOfDay, placeName, placeOf, placeValue } from "./places.ts";

describe("places of roles", () => {
  it("survive the way through a field", () => {
    // Protects: nobody is given a role somewhere else than chosen.
    for (const place of [
      { scope_kind: "installation" as const },
      { scope_kind: "company" as const, company_id: "co_1" },
      { scope_kind: "merchant" as const, merchant_id: "mr_1" },
      { scope_kind: "project" as const, project_id: "pj_1" },
    ])
      expect(placeOf(placeValue(place))).toEqual(place);
  });

  it("are never guessed", () => {
    // Protects: an empty or broken choice must not become the whole installation.
    for (const value of ["", "company:", "everything", "merchant"])
      expect(placeOf(value)).toBeUndefined();
  });

  it("have names", () => {
    // Protects: a merchant is shown with its company.
    const names = { company_name: "Acme", merchant_name: "Shop", project_name: "App" };
    expect(placeName({ scope_kind: "project", ...names })).toBe("App · Shop · Acme");
    expect(placeName({ scope_kind: "merchant", ...names })).toBe("Shop · Acme");
    expect(placeName({ scope_kind: "company", ...names })).toBe("Acme");
    expect(placeName({ scope_kind: "installation", ...names })).toBeUndefined();
  });

  it("end with the chosen day", () => {
    // Protects: a role that ends on the 31st works on the 31st.
    const end = endOfDay("2026-12-31");
    expect(end).toBeDefined();
    expect(dateOf(end ?? 0)).toBe("2026-12-31");
    expect(dateOf((end ?? 0) + 1)).toBe("2027-01-01");
    expect(endOfDay("")).toBeUndefined();
    expect(endOfDay("2026-13-41")).toBeUndefined();
  });
});
