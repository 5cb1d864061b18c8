// What a policy's sentence needs by name: kinds, roles, the time zone.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { rolesQuery } from "./api.ts";
import type { Naming } from "./policy-words.ts";
import { useActWords } from "./words.ts";

export function useNaming(time_zone: string): Naming {
  const { t } = useTranslation("approvals");
  const words = useActWords();
  const can = useCan("list_roles");
  const { data: roles = [] } = useQuery({ ...rolesQuery, enabled: can.allowed });
  return {
    t,
    kind: words.kind,
    role: (key) => roles.find((role) => role.key === key)?.name ?? key,
    time_zone,
  };
}
