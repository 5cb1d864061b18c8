// The versions of a profile, newest first, and what each changed against the one before.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import {
  accountsQuery,
  create_routing_draft,
  type ProfilePage,
  refreshRouting,
  type VersionRow,
  versionQuery,
} from "./api.ts";
import style from "./routing.module.css";
import { VersionText } from "./version-text.tsx";

const tones = { draft: "warning", active: "success", retired: undefined } as const;
const icons = { draft: "edit", active: "check-circle", retired: "clock" } as const;

export default function VersionsTab({ profile }: { profile: ProfilePage }) {
  const { t } = useTranslation("routing");
  const [search, change] = useUrlState();
  const open = Number(search.version ?? profile.versions[0]?.version ?? 0);
  return (
    <Stack>
      {profile.versions.map((version) => (
        <Card
          key={version.version}
          title={
            <Inline>
              {t("versions.title", { version: version.version })}
              <Badge
                tone={tones[version.state]}
                icon={icons[version.state]}
                text={t(`versions.${version.state}`)}
              />
            </Inline>
          }
          note={<Who version={version} />}
          actions={
            <VersionActs
              profile={profile}
              version={version}
              isOpen={open === version.version}
              onOpen={() => change({ version: String(version.version) })}
            />
          }
        >
          {open === version.version ? (
            <Difference profile={profile} version={version.version} />
          ) : (
            <p className={style.faint}>{t("versions.closed")}</p>
          )}
        </Card>
      ))}
    </Stack>
  );
}

function Who({ version }: { version: VersionRow }) {
  const { t } = useTranslation("routing");
  return version.activated_at === null ? (
    <>
      {t("versions.written_by", { name: version.created_by })} <Instant at={version.updated_at} />
    </>
  ) : (
    <>
      {t("versions.activated_by", { name: version.activated_by ?? "" })}{" "}
      <Instant at={version.activated_at} />
    </>
  );
}

function VersionActs({
  profile,
  version,
  isOpen,
  onOpen,
}: {
  profile: ProfilePage;
  version: VersionRow;
  isOpen: boolean;
  onOpen: () => void;
}) {
  const { t } = useTranslation("routing");
  const queries = useQueryClient();
  const toast = useToast();
  const can = useCan("create_routing_draft");
  const [, change] = useUrlState();
  async function bringBack() {
    try {
      await create_routing_draft(profile.routing_profile_id, version.version);
      change({ tab: undefined, version: undefined });
    } catch (error) {
      toast(error instanceof Error ? error.message : t("failed"));
    }
    void refreshRouting(queries);
  }
  return (
    <Inline>
      {version.state === "retired" && (
        <Button
          size="small"
          disabledReason={
            (!can.allowed && t("no_write")) ||
            (profile.draft_version !== null && t("versions.draft_exists"))
          }
          onClick={() => void bringBack()}
        >
          {t("versions.bring_back")}
        </Button>
      )}
      {!isOpen && (
        <Button size="small" onClick={onOpen}>
          {t("versions.show")}
        </Button>
      )}
    </Inline>
  );
}

function Difference({ profile, version }: { profile: ProfilePage; version: number }) {
  const id = profile.routing_profile_id;
  const before = profile.versions.find((one) => one.version < version)?.version;
  const now = useQuery(versionQuery(id, version));
  const then = useQuery({ ...versionQuery(id, before ?? 0), enabled: before !== undefined });
  const accounts = useQuery(accountsQuery);
  if (!now.data || !accounts.data || (before !== undefined && !then.data))
    return <SkeletonLines lines={6} />;
  return <VersionText version={now.data} before={then.data} accounts={accounts.data} />;
}
