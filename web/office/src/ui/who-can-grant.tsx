// Who can give a missing permission: from the refusal itself, else asked of the server. Says
// nothing while it does not know.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "../api/client.ts";

export interface GrantDetails {
  permission_label?: string;
  roles?: string;
  people?: string;
}

export function WhoCanGrant({
  permission,
  details,
}: {
  permission: string;
  details?: GrantDetails;
}) {
  const told = details?.roles !== undefined || details?.people !== undefined;
  const asked = useQuery({
    queryKey: ["granters", permission],
    queryFn: ({ signal }) => {
      const params = { path: { permission } };
      return unwrap(api.GET("/api/permissions/{permission}/granters", { params, signal }));
    },
    enabled: !told,
    retry: false,
    staleTime: 60_000,
  });
  const found = asked.data;
  return (
    <GrantLines
      roles={told ? details?.roles : found?.roles.join(", ")}
      people={told ? details?.people : found?.people.join(", ")}
    />
  );
}

/** Also without the server, as part of a refusal that is shown already. */
export function GrantLines({ roles, people }: { roles?: string; people?: string }) {
  const { t } = useTranslation();
  return (
    <>
      {roles && <p>{t("grant.roles", { roles })}</p>}
      {people && <p>{t("grant.people", { people })}</p>}
    </>
  );
}
