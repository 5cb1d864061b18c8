// All routing profiles: where each holds, which version decides, and whether a draft waits.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Link } from "../../ui/link.tsx";
import { Inline, Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { type Profile, profilesQuery } from "./api.ts";
import { CreateProfile } from "./create-profile.tsx";
import { usePlaceName } from "./places.ts";
import style from "./routing.module.css";

export default function ProfilesPage() {
  const { t } = useTranslation("routing");
  const can = useCan("list_routing_profiles");
  const create = useCan("create_routing_profile");
  const [creating, setCreating] = useState(false);
  return (
    <Page
      title={t("title")}
      note={can.allowed ? t("note") : undefined}
      actions={
        can.allowed && (
          <Button
            variant="primary"
            icon="plus"
            disabledReason={!create.allowed && t("no_write")}
            onClick={() => setCreating(true)}
          >
            {t("create.title")}
          </Button>
        )
      }
    >
      {can.allowed ? <Loaded /> : <NoPermission permission={can.permission} />}
      {creating && <CreateProfile onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Loaded() {
  const { t } = useTranslation("routing");
  const answer = useQuery(profilesQuery);
  if (!answer.data)
    return (
      <Card>
        {answer.error ? (
          <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
        ) : (
          <SkeletonLines lines={6} />
        )}
      </Card>
    );
  if (answer.data.length === 0)
    return (
      <Card>
        <EmptyState icon="send" title={t("empty")}>
          {t("empty_text")}
        </EmptyState>
      </Card>
    );
  return answer.data.map((profile) => <Row key={profile.routing_profile_id} profile={profile} />);
}

function Row({ profile }: { profile: Profile }) {
  const { t } = useTranslation("routing");
  const placeName = usePlaceName();
  const to = `/routing/${profile.routing_profile_id}`;
  return (
    <Card
      title={
        <Link to={to} className={style.name}>
          {profile.name}
        </Link>
      }
      note={placeName(profile)}
      actions={
        <ButtonLink size="small" to={to}>
          {t("open")}
        </ButtonLink>
      }
    >
      <Inline>
        <ProfileState profile={profile} />
      </Inline>
    </Card>
  );
}

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
