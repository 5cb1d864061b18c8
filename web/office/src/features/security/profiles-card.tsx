// The profiles side by side in words, with the closed list where a profile has one.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { Badge } from "../../ui/status.tsx";
import type { SecurityPolicy } from "./api.ts";

export function ProfilesCard({ policy }: { policy: SecurityPolicy }) {
  const { t } = useTranslation("security");
  const facts = policy.profiles.map((profile) => ({
    name: (
      <Inline>
        {profile.title}
        {profile.key === policy.profile && (
          <Badge tone="success" icon="check" text={t("profiles.present")} />
        )}
      </Inline>
    ),
    value: (
      <Stack gap={4}>
        <span>{profile.description}</span>
        {profile.has_closed_list && (
          <Inline gap={4}>
            {policy.closed_list.map((key) => (
              <Badge key={key} text={key} />
            ))}
          </Inline>
        )}
      </Stack>
    ),
  }));
  return (
    <Card title={t("profiles.title")}>
      <Facts facts={facts} />
    </Card>
  );
}
