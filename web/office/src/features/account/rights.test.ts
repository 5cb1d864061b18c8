// Protects the list of who holds which right: what has ended, what lies elsewhere and who is shut
// out must not look like a holder.
import { describe, expect, it } from "vitest";
import type { Member, Permission, Role } from "./api.ts";
import { rightsBySection } from "./rights.ts";

const permission = (key: string, section: string, platform = false) =>
  ({ key, section, label: key, platform, at_project: false }) as Permission;
const role = (role_id: string, permissions: string[]) => ({ role_id, permissions }) as Role;

function member(name: string, change: Partial<Member>, ends: number | null = null): Member {
  const held = { role_id: "admin", scope_kind: "installation", expires_at: ends };
  return { user_id: name, name, state: "active", memberships: [held], ...change } as Member;
}

const permissions = [
  permission("users:read", "administration"),
  permission("payments:read", "payments"),
  permission("system:read", "administration", true),
];
const roles = [role("admin", ["users:read", "system:read"]), role("viewer", ["payments:read"])];
const names = (team: Member[], now = 100) =>
  rightsBySection(permissions, roles, team, now).map(({ section, rights }) => [
    section,
    rights.map((right) => right.holders.map((one) => one.name).join(" ")),
  ]);

describe("rights", () => {
  it("keeps the order of the catalogue and groups by section", () => {
    expect(names([member("Ada", {})])).toEqual([
      ["administration", ["Ada", "Ada"]],
      ["payments", [""]],
    ]);
  });

  it("leaves out roles that have ended and people who are shut out", () => {
    expect(names([member("Eve", {}, 99), member("Bob", { state: "disabled" })])[0]?.[1]).toEqual([
      "",
      "",
    ]);
  });

  it("gives platform permissions only to who holds the role everywhere", () => {
    const held = { role_id: "admin", scope_kind: "company", expires_at: null };
    const olga = member("Olga", { memberships: [held as Member["memberships"][number]] });
    expect(names([olga])[0]?.[1]).toEqual(["Olga", ""]);
  });
});
