// Who holds which right: every permission with the people whose roles carry it, wherever it holds.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Link } from "../../ui/link.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { permissionsQuery, rolesQuery, wholeTeamQuery } from "./api.ts";
import { rightsBySection } from "./rights.ts";

export function RightsCard() {
  const { t } = useTranslation("account");
  const can = useCan("list_roles");
  const enabled = can.allowed;
  const team = useQuery({ ...wholeTeamQuery, enabled });
  const roles = useQuery({ ...rolesQuery, enabled });
  const permissions = useQuery({ ...permissionsQuery, enabled });
  if (!can.allowed) return <NoPermission permission="roles:read" />;
  const error = team.error ?? roles.error ?? permissions.error;
  if (error) return <ErrorState error={error} onRetry={() => void team.refetch()} />;
  if (!team.data || !roles.data || !permissions.data) return <SkeletonLines lines={12} />;
  const sections = rightsBySection(permissions.data, roles.data, team.data.rows);
  return (
    <Stack>
      {sections.map(({ section, rights }) => (
        <Card key={section} title={sentence(section)}>
          <Facts
            facts={rights.map(({ permission, holders }) => ({
              name: permission.label,
              value:
                holders.length === 0 ? (
                  t("team.nobody")
                ) : (
                  <Inline>
                    {holders.map((holder) => (
                      <Link key={holder.user_id} to={`/people/${holder.user_id}`}>
                        {holder.name}
                      </Link>
                    ))}
                  </Inline>
                ),
            }))}
          />
        </Card>
      ))}
    </Stack>
  );
}
