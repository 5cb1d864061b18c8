// One's own account: who one is, the password, the second factor, and what this device shows.
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Inline, Page, Stack } from "../../ui/page.tsx";
import { usePreferences } from "../../ui/preferences.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useSession } from "../../ui/session.tsx";
import { Badge } from "../../ui/status.tsx";
import { FactorCard } from "./factor-card.tsx";
import { PasskeysCard } from "./passkeys-card.tsx";
import { PasswordCard } from "./password-card.tsx";

export default function AccountPage() {
  const { t } = useTranslation("account");
  const { user, capabilities } = useSession();
  return (
    <Page
      title={t("title")}
      width="narrow"
      actions={
        <ButtonLink to="/account/sessions" icon="monitor">
          {t("sessions.title")}
        </ButtonLink>
      }
    >
      <Stack>
        <Card title={t("profile.title")}>
          <Facts
            facts={[
              { name: t("profile.name"), value: user.name },
              { name: t("profile.email"), value: user.email },
              { name: t("profile.id"), value: <Copyable text={user.user_id} /> },
              {
                name: t("profile.permissions"),
                value: <Permissions keys={capabilities.map((one) => one.permission)} />,
              },
            ]}
          />
        </Card>
        <PasswordCard />
        <PasskeysCard />
        <FactorCard />
        <DisplayCard />
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
