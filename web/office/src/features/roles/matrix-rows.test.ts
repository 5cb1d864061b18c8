// The matrix's data: what is shown, what differs, what a file and a review say.
import { describe, expect, it } from "vitest";
import type { Permission, Role } from "./api.ts";
import { bySection, changeOf, chosenRoles, matrixLines, matrixRows } from "./matrix-rows.ts";

const permission = (key: string, section: string, moves_money = false): Permission => ({
  key,
  section,
  label: `Label of ${key}`,
  description: "",
  moves_money,
  needs_second_factor: true,
  needs_phone: false,
  platform: false,
  at_project: false,
});
const role = (key: string, permissions: string[]): Role => ({
  role_id: key,
  key,
  name: key.toUpperCase(),
  description: "",
  is_built_in: true,
  company_id: null,
  company_name: null,
  permissions,
  holders: 0,
  version: 1,
});
const catalogue = [
  permission("payments:read", "payments"),
  permission("payments:refund", "payments", true),
  permission("users:read", "administration"),
];
const roles = [role("a", ["payments:read", "payments:refund"]), role("b", ["payments:read"])];
const keys = (rows: { permission: Permission }[]) => rows.map((row) => row.permission.key);

describe("the matrix", () => {
  it("marks the rows about which roles disagree", () => {
    // Protects: comparing two roles shows exactly their differences.
    const rows = matrixRows(catalogue, roles, {});
    expect(rows.map((row) => row.differs)).toEqual([false, true, false]);
    expect(keys(matrixRows(catalogue, roles, { only_differences: true }))).toEqual([
      "payments:refund",
    ]);
  });

  it("narrows by text, section and money", () => {
    // Protects: filters of the matrix.
    expect(keys(matrixRows(catalogue, roles, { search: "REFUND" }))).toEqual(["payments:refund"]);
    expect(keys(matrixRows(catalogue, roles, { section: "administration" }))).toEqual([
      "users:read",
    ]);
    expect(keys(matrixRows(catalogue, roles, { only_money: true }))).toEqual(["payments:refund"]);
  });

  it("shows every role until some are chosen", () => {
    // Protects: an address with an unknown role does not empty the page by accident.
    expect(chosenRoles(roles, undefined)).toHaveLength(2);
    expect(chosenRoles(roles, "b,gone").map((one) => one.key)).toEqual(["b"]);
  });

  it("groups by section and exports what is shown", () => {
    // Protects: the file says the same as the screen.
    const rows = matrixRows(catalogue, roles, {});
    expect(bySection(rows).map(([section, list]) => [section, list.length])).toEqual([
      ["payments", 2],
      ["administration", 1],
    ]);
    expect(matrixLines(rows, roles)[0]).toEqual(["section", "permission", "label", "A", "B"]);
    expect(matrixLines(rows, roles)[2]?.slice(3)).toEqual(["yes", "no"]);
  });

  it("reviews what a change adds and removes", () => {
    // Protects: nobody saves a role without seeing what changes.
    const change = changeOf(catalogue, ["payments:read"], ["users:read"]);
    expect(change.added.map((one) => one.key)).toEqual(["users:read"]);
    expect(change.removed.map((one) => one.key)).toEqual(["payments:read"]);
  });
});
