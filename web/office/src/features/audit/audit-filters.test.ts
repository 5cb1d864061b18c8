import { describe, expect, it } from "vitest";
import { auditFilters, auditQueryOf } from "./audit-filters.ts";

const reading = { now: () => Date.UTC(2026, 8, 18, 13, 42, 7), zone: "UTC" };

describe("filters of the trail", () => {
  it("asks what the address says, days as instants of the chosen zone", () => {
    const asked = auditQueryOf(
      { period: "2026-09-01~2026-09-02", outcome: "denied", action: "sign_in,sign_out" },
      reading,
    );
    expect(asked).toMatchObject({
      outcome: "denied",
      action: "sign_in,sign_out",
      from_at: Date.UTC(2026, 8, 1),
      before_at: Date.UTC(2026, 8, 3),
    });
  });

  it("leaves out words that no filter could have set", () => {
    const asked = auditQueryOf({ outcome: "maybe", actor_kind: "robot", search: "" }, reading);
    expect(Object.values(asked).filter((value) => value !== undefined)).toEqual([]);
  });

  it("offers no choice without anything to choose", () => {
    const same = (word: string) => word;
    const shown = auditFilters({
      t: same,
      action: same,
      outcome: same,
      subject: same,
      actions: [],
      merchants: [],
    });
    expect(shown.map((filter) => filter.name)).not.toContain("merchant_id");
    expect(shown.map((filter) => filter.name)).toContain("outcome");
  });
});
