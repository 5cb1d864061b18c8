// The roles as choices, by name.
import { useQuery } from "@tanstack/react-query";
import { type Role, rolesQuery } from "./api.ts";

/** Roles that can be given at a place: those of another company cannot. */
export function useRoleOptions() {
  const { data: roles = [] } = useQuery(rolesQuery);
  return roles.map((role: Role) => ({
    value: role.key,
    label: role.company_name ? `${role.name} · ${role.company_name}` : role.name,
  }));
}
