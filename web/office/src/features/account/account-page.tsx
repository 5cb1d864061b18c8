// My profile: who one is, what happened to the account, how one signs in, and what this browser
// shows.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Inline, Page, Stack } from "../../ui/page.tsx";
import { usePreferences } from "../../ui/preferences.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useSession } from "../../ui/session.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { AlertsCard } from "./alerts-card.tsx";
import { accountQuery } from "./api.ts";
import { FactorCard } from "./factor-card.tsx";
import { InvitationsCard } from "./invitations-card.tsx";
import { PasskeysCard } from "./passkeys-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { PhoneCard } from "./phone-card.tsx";
import { ProfileCard } from "./profile-card.tsx";
import { TokensCard } from "./tokens-card.tsx";

export default function AccountPage() {
  const { t } = useTranslation("account");
  const { capabilities } = useSession();
  const { data: account, error, refetch } = useQuery(accountQuery);
  return (
    <Page
      title={t("title")}
      width="narrow"
      actions={
        <>
          <ButtonLink to="/account/sign-ins" icon="key">
            {t("sign_ins.title")}
          </ButtonLink>
          <ButtonLink to="/account/sessions" icon="monitor">
            {t("sessions.title")}
          </ButtonLink>
        </>
      }
    >
      <Stack>
        {account ? (
          <ProfileCard account={account} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonLines lines={6} />
        )}
        <InvitationsCard />
        <AlertsCard />
        <PasswordCard />
        <PhoneCard />
        <PasskeysCard />
        <FactorCard />
        <TokensCard />
        <DisplayCard />
        <Card title={t("profile.permissions")}>
          <Permissions keys={capabilities.map((one) => one.permission)} />
        </Card>
      </Stack>
    </Page>
  );
}

function Permissions({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation("account");
  if (keys.length === 0) return t("profile.no_permissions");
  return (
    <Inline gap={4}>
      {[...keys].sort().map((key) => (
        <Badge key={key} text={key} />
      ))}
    </Inline>
  );
}

function DisplayCard() {
  const { t } = useTranslation("account");
  const { density, zone, change } = usePreferences();
  const rows = (
    <Segments
      label={t("display.density")}
      options={[
        { value: "normal", label: t("display.normal") },
        { value: "compact", label: t("display.compact") },
      ]}
      value={density}
      onChange={(value) => change({ density: value === "compact" ? "compact" : "normal" })}
    />
  );
  return (
    <Card title={t("display.title")} note={t("display.note")}>
      <Facts
        facts={[
          { name: t("display.density"), value: rows },
          { name: t("display.zone"), value: zone },
        ]}
      />
    </Card>
  );
}
