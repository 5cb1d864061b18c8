import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "../../api/error.ts";
import { endIntent, isUndecided, keyFor } from "./test-intent.ts";

describe("a test payment's intent", () => {
  let count: number;
  const key = (amount_minor: number, currency = "EUR", merchant_id = "mr_1") =>
    keyFor(sessionStorage, merchant_id, { amount_minor, currency }, () => {
      count += 1;
      return `key-${count}`;
    });

  beforeEach(() => {
    count = 0;
    sessionStorage.clear();
  });

  it("keeps its key for repeats, until its fate is certain", () => {
    expect([key(500), key(500)]).toEqual(["key-1", "key-1"]);
    endIntent(sessionStorage, "mr_1");
    expect(key(500)).toBe("key-2");
  });

  it("is another one for another amount, currency or merchant", () => {
    expect(key(500)).toBe("key-1");
    expect(key(500, "USD")).toBe("key-2");
    expect(key(600, "USD")).toBe("key-3");
    expect(key(600, "USD", "mr_2")).toBe("key-4");
  });

  it("starts anew when what was kept cannot be read", () => {
    sessionStorage.setItem("bursar.test_payment.mr_1", "{");
    expect(key(500)).toBe("key-1");
  });

  it("stays open when the answer was lost and ends with a refusal", () => {
    const problem = (status: number) =>
      new ApiError({ status, code: "x", detail: "", request_id: "" });
    expect(isUndecided(ApiError.unreachable(new TypeError("offline")))).toBe(true);
    expect(isUndecided(problem(502))).toBe(true);
    expect(isUndecided(problem(422))).toBe(false);
  });
});
