// What passwords have to be like and how long sessions last: what holds now, and changing it.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import type { SecurityPolicy } from "./api.ts";

const AccessDialog = lazy(() => import("./access-dialog.tsx"));

export function AccessCard({ policy }: { policy: SecurityPolicy }) {
  const { t } = useTranslation("security");
  const [open, setOpen] = useState(false);
  const can = useCan("update_security_policy");
  const chosen = policy.password_profiles.find((one) => one.key === policy.password_profile);
  const profile = policy.profiles.find((one) => one.key === policy.profile);
  const most = (profile?.idle_ms ?? 0) / 60_000;
  return (
    <Card
      title={t("access.title")}
      note={t("access.note")}
      actions={
        <Button icon="edit" disabledReason={can.reason} onClick={() => setOpen(true)}>
          {t("access.change")}
        </Button>
      }
    >
      <Facts
        facts={[
          { name: t("access.password_profile"), value: chosen?.title },
          {
            name: t("access.password_length_min"),
            value: t("access.characters", { count: policy.password_length_min }),
          },
          {
            name: t("access.passwords_remembered"),
            value: t("access.passwords", { count: policy.passwords_remembered }),
          },
          {
            name: t("access.idle_minutes"),
            value:
              policy.idle_minutes > most
                ? t("access.minutes_by_profile", { count: most })
                : t("access.minutes", { count: policy.idle_minutes }),
          },
          {
            name: t("access.session_hours"),
            value: t("access.hours", { count: policy.session_hours }),
          },
          { name: t("access.sessions_max"), value: policy.sessions_max },
        ]}
      />
      <Suspense>{open && <AccessDialog policy={policy} onClose={() => setOpen(false)} />}</Suspense>
    </Card>
  );
}
