// Protects people from ending the wrong session because two devices look alike.
import { describe, expect, it } from "vitest";
import { deviceName } from "./device-name.ts";

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";

describe("device name", () => {
  it("tells browsers apart that claim to be each other", () => {
    const chrome = `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/140.0 Safari/537.36`;
    expect(deviceName(chrome)).toBe("Chrome on Windows");
    expect(deviceName(`${chrome} Edg/140.0`)).toBe("Edge on Windows");
    expect(deviceName("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0")).toBe(
      "Firefox on Linux",
    );
  });

  it("shows what it does not know instead of guessing", () => {
    expect(deviceName("bursar-monitor 3")).toBe("bursar-monitor 3");
    expect(deviceName("")).toBe("Unknown");
  });
});
