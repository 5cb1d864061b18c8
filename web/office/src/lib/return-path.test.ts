import { describe, expect, it } from "vitest";
import { safeReturnPath } from "./return-path.ts";

describe("return path", () => {
  it("keeps a path of the application with its filters", () => {
    expect(safeReturnPath("/payments?lifecycle=captured#x")).toBe("/payments?lifecycle=captured#x");
  });

  it("never leads to another site or back to the sign-in page", () => {
    for (const path of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "/sign-in?return=/x",
      "",
      undefined,
      42,
    ])
      expect(safeReturnPath(path)).toBe("/");
  });
});
