import { describe, expect, it } from "vitest";
import { countries } from "./countries.ts";

describe("countries", () => {
  it("offers today's countries and neither groups nor countries that are gone", () => {
    const codes = countries().map((country) => country.code);
    expect(codes).toEqual(expect.arrayContaining(["CY", "GB", "US", "DE", "JP", "ZW"]));
    for (const code of ["EU", "UN", "ZZ", "DD", "SU", "YU", "XK"])
      expect(codes).not.toContain(code);
    expect(codes.length).toBeGreaterThan(240);
    expect(codes.length).toBeLessThan(256);
  });
});
