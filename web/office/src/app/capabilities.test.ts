import { describe, expect, it } from "vitest";
import type { Session } from "../api/session.ts";
import { judgeOf } from "./capabilities.ts";

const held = (permission: string) => ({
  permission,
  everything: false,
  company_ids: ["co_1"],
  merchant_ids: ["mr_9"],
  project_ids: ["pj_7"],
});

const session = (view_as: object | null) =>
  ({ capabilities: [held("payments:read")], view_as }) as unknown as Session;

describe("capabilities", () => {
  it("hold at their places and nowhere else", () => {
    const judge = judgeOf(session(null));
    expect(judge("read_payment", { company_id: "co_1" }).allowed).toBe(true);
    expect(judge("read_payment", { merchant_id: "mr_9" }).allowed).toBe(true);
    expect(judge("read_payment", { company_id: "co_2", merchant_id: "mr_8" }).allowed).toBe(false);
    expect(judge("read_payment", { merchant_id: "mr_8", project_id: "pj_7" }).allowed).toBe(true);
    expect(judge("read_payment", { merchant_id: "mr_8", project_id: "pj_8" }).allowed).toBe(false);
    expect(judge("create_refund")).toEqual({ allowed: false, permission: "payments:refund" });
  });

  it("tell in a view that nothing can be changed, not that a permission is missing", () => {
    const judge = judgeOf(session({}));
    expect(judge("create_refund").viewing).toBe(true);
    expect(judge("list_balances")).toEqual({ allowed: false, permission: "ledger:read" });
    expect(judge("read_payment").allowed).toBe(true);
  });
});
