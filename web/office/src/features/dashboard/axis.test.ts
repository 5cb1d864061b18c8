import { describe, expect, it } from "vitest";
import { stepName } from "./axis.ts";

const at = Date.UTC(2026, 8, 18, 21, 0);

describe("names of steps", () => {
  it("follow the chosen zone, so that a chart and a clock agree", () => {
    expect(stepName("today", at, "UTC").label).toBe("21:00");
    expect(stepName("today", at, "Asia/Tokyo").label).toBe("06:00");
    expect(stepName("30d", at, "Asia/Tokyo").label).toBe("19 Sept");
  });

  it("tell the steps of one day apart in the table, and name only the day below the axis", () => {
    expect(stepName("7d", at, "UTC")).toEqual({ label: "18 Sept, 21:00", tick: "18 Sept" });
  });
});
