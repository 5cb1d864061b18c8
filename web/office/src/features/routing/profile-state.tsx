// Which version of a profile decides, and whether a draft waits.
import { useTranslation } from "react-i18next";
import { Badge } from "../../ui/status.tsx";
import type { Profile } from "./api.ts";

export function ProfileState({ profile }: { profile: Profile }) {
  const { t } = useTranslation("routing");
  return (
    <>
      {profile.active_version === null ? (
        <Badge icon="pause" text={t("state.none_active")} />
      ) : (
        <Badge
          tone="success"
          icon="check-circle"
          text={t("state.active", { version: profile.active_version })}
        />
      )}
      {profile.draft_version !== null && (
        <Badge
          tone="warning"
          icon="edit"
          text={t("state.draft", { version: profile.draft_version })}
        />
      )}
    </>
  );
}
