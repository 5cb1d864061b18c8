import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "../../api/error.ts";
import { endIntent, isUndecided, keepIntent, openIntent } from "./refund-intent.ts";

const problem = (status: number, code: string) =>
  new ApiError({ status, code, detail: code, request_id: "rq_1" });

describe("a refund's intent", () => {
  let count: number;
  const createKey = () => {
    count += 1;
    return `key-${count}`;
  };
  const keep = (amount_minor: number, reason = "") =>
    keepIntent(sessionStorage, "tx_1", { amount_minor, reason }, createKey).key;

  beforeEach(() => {
    count = 0;
    sessionStorage.clear();
  });

  it("is written down before it is sent, so that a reload finds its key", () => {
    keep(500);
    expect(openIntent(sessionStorage, "tx_1")).toEqual({
      key: "key-1",
      body: { amount_minor: 500, reason: "" },
    });
  });

  it("keeps its key for repeats of the same content", () => {
    expect(keep(500)).toBe("key-1");
    expect(keep(500)).toBe("key-1");
  });

  it("takes another key when amount or reason is another", () => {
    expect(keep(500)).toBe("key-1");
    expect(keep(600)).toBe("key-2");
    expect(keep(600, "damaged")).toBe("key-3");
  });

  it("takes another key after its end, so that a second equal refund is not swallowed", () => {
    keep(500);
    endIntent(sessionStorage, "tx_1");
    expect(keep(500)).toBe("key-2");
  });

  it("belongs to one payment only", () => {
    keep(500);
    expect(openIntent(sessionStorage, "tx_2")).toBeUndefined();
  });

  it("survives what somebody else left in the storage", () => {
    sessionStorage.setItem("bursar.refund_intent.tx_1", "{broken");
    expect(openIntent(sessionStorage, "tx_1")).toBeUndefined();
    expect(keep(500)).toBe("key-1");
  });
});

describe("the fate of a refund", () => {
  it("is open when no answer came or the server failed", () => {
    expect(isUndecided(ApiError.unreachable(new Error("offline")))).toBe(true);
    expect(isUndecided(problem(500, "internal_error"))).toBe(true);
    expect(isUndecided(problem(503, "busy"))).toBe(true);
    expect(isUndecided(problem(401, "signed_out"))).toBe(true);
  });

  it("is decided when the server refused", () => {
    expect(isUndecided(problem(422, "amount_exceeds_refundable"))).toBe(false);
    expect(isUndecided(problem(409, "idempotency_key_reused"))).toBe(false);
  });
});
