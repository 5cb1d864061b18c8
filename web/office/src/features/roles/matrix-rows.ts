// The matrix as data: which rows and columns are shown, where roles differ, and the same as a file.
import { sentence } from "../../lib/words.ts";
import type { Permission, Role } from "./api.ts";

export interface MatrixFilter {
  search?: string;
  section?: string;
  only_money?: boolean;
  only_differences?: boolean;
}

export interface MatrixRow {
  permission: Permission;
  /** Whether the roles shown do not agree about it. */
  differs: boolean;
}

export const sectionName = (section: string) => sentence(section);

/** Keys of roles as the address holds them; an unknown key is left out. */
export function chosenRoles(roles: readonly Role[], keys: string | undefined): Role[] {
  const wanted = (keys ?? "").split(",").filter(Boolean);
  if (wanted.length === 0) return [...roles];
  return roles.filter((role) => wanted.includes(role.key));
}

export function matrixRows(
  permissions: readonly Permission[],
  roles: readonly Role[],
  filter: MatrixFilter,
): MatrixRow[] {
  const search = filter.search?.trim().toLowerCase() ?? "";
  return permissions
    .filter(({ key, label, description }) =>
      `${key} ${label} ${description}`.toLowerCase().includes(search),
    )
    .filter(({ section }) => !filter.section || section === filter.section)
    .filter(({ moves_money }) => !filter.only_money || moves_money)
    .map((permission) => ({ permission, differs: differ(permission, roles) }))
    .filter(({ differs }) => !filter.only_differences || differs);
}

function differ(permission: Permission, roles: readonly Role[]): boolean {
  const count = roles.filter((role) => role.permissions.includes(permission.key)).length;
  return count > 0 && count < roles.length;
}

/** Rows with their section, each section once before its first row. */
export function bySection(rows: readonly MatrixRow[]): [string, MatrixRow[]][] {
  const sections = new Map<string, MatrixRow[]>();
  for (const row of rows) {
    const found = sections.get(row.permission.section);
    if (found) found.push(row);
    else sections.set(row.permission.section, [row]);
  }
  return [...sections];
}

/** What is on the screen as lines of a file, the first one naming the columns. */
export function matrixLines(rows: readonly MatrixRow[], roles: readonly Role[]): string[][] {
  return [
    ["section", "permission", "label", ...roles.map(({ name }) => name)],
    ...rows.map(({ permission }) => [
      sectionName(permission.section),
      permission.key,
      permission.label,
      ...roles.map((role) => (role.permissions.includes(permission.key) ? "yes" : "no")),
    ]),
  ];
}

export interface Change {
  added: Permission[];
  removed: Permission[];
}

export function changeOf(
  catalogue: readonly Permission[],
  before: readonly string[],
  after: readonly string[],
): Change {
  return {
    added: catalogue.filter(({ key }) => after.includes(key) && !before.includes(key)),
    removed: catalogue.filter(({ key }) => before.includes(key) && !after.includes(key)),
  };
}
