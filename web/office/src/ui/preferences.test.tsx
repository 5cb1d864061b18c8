// Protects the zone of all times shown: a person's own follows them to another browser, and what
// was chosen in a browser stays there.
import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { PreferencesProvider, useAccountZone, usePreferences } from "./preferences.tsx";

function zoneOf(account: string) {
  return renderHook(
    () => {
      useAccountZone(account);
      return usePreferences();
    },
    { wrapper: PreferencesProvider },
  ).result;
}

beforeEach(() => localStorage.clear());

describe("time zone", () => {
  it("is the person's own where none was chosen", () => {
    expect(zoneOf("Asia/Tokyo").current.zone).toBe("Asia/Tokyo");
  });

  it("stays what was chosen in this browser", () => {
    const first = zoneOf("Asia/Tokyo");
    act(() => first.current.change({ zone: "Europe/Nicosia" }));
    expect(zoneOf("Asia/Tokyo").current.zone).toBe("Europe/Nicosia");
  });

  it("is not chosen by changing something else", () => {
    const first = zoneOf("Asia/Tokyo");
    act(() => first.current.change({ density: "compact" }));
    expect(zoneOf("America/Lima").current.zone).toBe("America/Lima");
  });

  it("does not follow an account that was never asked, nor a zone that is none", () => {
    const own = zoneOf("UTC").current.zone;
    expect(own).not.toBe("");
    expect(zoneOf("Nowhere/Land").current.zone).toBe(own);
  });
});
