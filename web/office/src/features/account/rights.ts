// Which people hold which permission, from roles and memberships. A role that has ended gives
// nothing, and nobody who is shut out holds anything.
import type { Member, Permission, Role } from "./api.ts";

export interface Right {
  permission: Permission;
  holders: Member[];
}

export interface RightsSection {
  section: string;
  rights: Right[];
}

export function rightsBySection(
  permissions: readonly Permission[],
  roles: readonly Role[],
  team: readonly Member[],
  now = Date.now(),
): RightsSection[] {
  const granted = new Map(roles.map((role) => [role.role_id, new Set(role.permissions)]));
  const holds = (member: Member, permission: Permission) =>
    member.state !== "disabled" &&
    member.memberships.some(
      (one) =>
        (one.expires_at === null || one.expires_at > now) &&
        (!permission.platform || one.scope_kind === "installation") &&
        (permission.at_project || one.scope_kind !== "project") &&
        granted.get(one.role_id)?.has(permission.key),
    );
  const sections: RightsSection[] = [];
  for (const permission of permissions) {
    let section = sections.find((one) => one.section === permission.section);
    if (!section) {
      section = { section: permission.section, rights: [] };
      sections.push(section);
    }
    section.rights.push({ permission, holders: team.filter((one) => holds(one, permission)) });
  }
  return sections;
}
