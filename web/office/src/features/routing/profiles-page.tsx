// All routing profiles: where each holds, which version decides, and whether a draft waits.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Link } from "../../ui/link.tsx";
import { Inline, Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { type Profile, profilesQuery } from "./api.ts";
import { usePlaceName } from "./places.ts";
import { ProfileState } from "./profile-state.tsx";
import style from "./routing.module.css";

// The form comes when somebody wants it.
const CreateProfile = lazy(() => import("./create-profile.tsx"));

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
          <>
            <ButtonLink to="/routing/limits">{t("limits.title")}</ButtonLink>
            <Button
              variant="primary"
              icon="plus"
              disabledReason={!create.allowed && t("no_write")}
              onClick={() => setCreating(true)}
            >
              {t("create.title")}
            </Button>
          </>
        )
      }
    >
      {can.allowed ? <Loaded /> : <NoPermission permission={can.permission} />}
      {creating && (
        <Suspense>
          <CreateProfile onClose={() => setCreating(false)} />
        </Suspense>
      )}
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
        <EmptyState icon="route" title={t("empty")}>
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
