import { describe, expect, it } from "vitest";
import {
  addDays,
  dateIn,
  formatDuration,
  formatInstant,
  formatRelative,
  startOfDate,
  zoneOffset,
} from "./time.ts";

const noon = Date.UTC(2026, 6, 1, 12, 30, 5);

describe("time", () => {
  it("shows one instant in the zone that was chosen", () => {
    expect(formatInstant(noon, "UTC", "second")).toBe("1 Jul 2026, 12:30:05");
    expect(formatInstant(noon, "Asia/Kolkata")).toBe("1 Jul 2026, 18:00");
    expect(zoneOffset(noon, "Asia/Kolkata")).toBe("UTC+05:30");
    expect(zoneOffset(noon, "America/New_York")).toBe("UTC-04:00");
  });

  it("writes midnight as 00:00, never as 24:00", () => {
    expect(formatInstant(Date.UTC(2026, 0, 5), "UTC")).toBe("5 Jan 2026, 00:00");
  });

  it("begins a day where the zone begins it, also when the clocks change", () => {
    expect(startOfDate("2026-07-01", "Europe/Nicosia")).toBe(Date.UTC(2026, 5, 30, 21));
    expect(startOfDate("2026-03-29", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 28, 23));
    expect(startOfDate("2026-03-30", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 22));
    expect(dateIn(Date.UTC(2026, 5, 30, 22), "Europe/Nicosia")).toBe("2026-07-01");
    expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
  });

  it("says how long ago in the largest whole unit", () => {
    expect(formatRelative(noon - 3000, noon)).toBe("now");
    expect(formatRelative(noon - 90_000, noon)).toBe("1 minute ago");
    expect(formatRelative(noon - 26 * 3600_000, noon)).toBe("yesterday");
  });

  it("shows lengths with the unit that fits", () => {
    expect(formatDuration(840)).toBe("840 µs");
    expect(formatDuration(12_400)).toBe("12 ms");
    expect(formatDuration(245_000_000)).toBe("4 min 5 s");
  });
});
