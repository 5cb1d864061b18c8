import { describe, expect, it } from "vitest";
import type { ApiKey } from "./api.ts";
import { canRevoke, canRotate, keyEnd, keyState } from "./key-words.ts";

const now = Date.UTC(2026, 0, 10, 12);
const hour = 3_600_000;
const day = 24 * hour;

const key = (part: Partial<ApiKey>) =>
  ({ state: "active", expires_at: now + 90 * day, overlap_until_at: null, ...part }) as ApiKey;

describe("the end of a key", () => {
  it("counts days from a month before, and hours on the last day", () => {
    expect(keyEnd(key({}), now).word).toBe("later");
    expect(keyEnd(key({ expires_at: now + 30 * day }), now)).toMatchObject({
      word: "days",
      count: 30,
      urgent: true,
    });
    expect(keyEnd(key({ expires_at: now + day - 1 }), now)).toMatchObject({
      word: "hours",
      count: 23,
    });
    expect(keyEnd(key({ expires_at: now + 1 }), now).count).toBe(1);
  });

  it("is past from the very instant of the expiry", () => {
    const expired = key({ expires_at: now });
    expect(keyEnd(expired, now).word).toBe("expired");
    expect(keyState(expired, now)).toBe("expired");
    expect(canRevoke(expired, now)).toBe(false);
  });

  it("is the overlap's for a replaced key, unless it expires even before", () => {
    const replaced = key({ overlap_until_at: now + day });
    expect(keyEnd(replaced, now)).toMatchObject({ word: "overlap", at: now + day });
    expect(keyState(replaced, now)).toBe("rotating");
    expect(keyEnd(key({ overlap_until_at: now - 1 }), now).word).toBe("replaced");
    expect(keyEnd(key({ overlap_until_at: now + day, expires_at: now + hour }), now).word).toBe(
      "hours",
    );
  });

  it("lets a replaced key be revoked but not replaced twice", () => {
    const replaced = key({ overlap_until_at: now + day });
    expect([canRotate(replaced, now), canRevoke(replaced, now)]).toEqual([false, true]);
    expect([canRotate(key({}), now), canRevoke(key({}), now)]).toEqual([true, true]);
  });

  it("does not matter once the key is revoked", () => {
    const revoked = key({ state: "revoked" });
    expect(keyEnd(revoked, now).word).toBe("revoked");
    expect(canRevoke(revoked, now)).toBe(false);
  });
});
