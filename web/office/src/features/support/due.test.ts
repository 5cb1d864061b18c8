import { describe, expect, it } from "vitest";
import { span } from "./due.tsx";

describe("span", () => {
  it("tells minutes, hours and days as a queue needs them", () => {
    expect(span(1)).toBe("1 min");
    expect(span(25 * 60_000)).toBe("25 min");
    expect(span(3 * 3_600_000)).toBe("3 h");
    expect(span(47 * 3_600_000)).toBe("47 h");
    expect(span(72 * 3_600_000)).toBe("3 d");
  });
});
