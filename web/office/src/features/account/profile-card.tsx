// Who one is: name, address, time zone, roles. The card shows what is stored; changing it opens a
// dialog, and the card shows the outcome.
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { useToast } from "../../ui/toast.tsx";
import { cancel_email_change, type OwnAccount, showAccount } from "./api.ts";

const ProfileDialog = lazy(() => import("./profile-dialog.tsx"));
const EmailDialog = lazy(() => import("./email-dialog.tsx"));

export function ProfileCard({ account }: { account: OwnAccount }) {
  const { t } = useTranslation("account");
  const { user } = account;
  const [open, setOpen] = useState<"profile" | "email">();
  const roles = user.memberships.map((one) =>
    [one.role_name, one.merchant_name ?? one.company_name].filter(Boolean).join(", "),
  );
  return (
    <Card
      title={t("profile.title")}
      actions={
        <Button icon="edit" onClick={() => setOpen("profile")}>
          {t("profile.edit")}
        </Button>
      }
    >
      <Stack>
        <WaitingEmail account={account} />
        <Facts
          facts={[
            { name: t("profile.name"), value: user.name },
            {
              name: t("profile.email"),
              value: (
                <Inline>
                  {user.email}
                  <Button
                    size="small"
                    disabledReason={!account.can_mail && t("email.no_mail")}
                    onClick={() => setOpen("email")}
                  >
                    {t("email.change")}
                  </Button>
                </Inline>
              ),
            },
            { name: t("profile.zone"), value: account.time_zone },
            { name: t("profile.roles"), value: roles.join("; ") || t("profile.no_role") },
            { name: t("profile.since"), value: <Instant at={user.created_at} as="date" /> },
            { name: t("profile.id"), value: <Copyable text={user.user_id} /> },
          ]}
        />
      </Stack>
      <Suspense>
        {open === "profile" && (
          <ProfileDialog account={account} onClose={() => setOpen(undefined)} />
        )}
        {open === "email" && <EmailDialog account={account} onClose={() => setOpen(undefined)} />}
      </Suspense>
    </Card>
  );
}

function WaitingEmail({ account }: { account: OwnAccount }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const { waiting_email, waiting_email_until_at } = account;
  if (waiting_email === null || waiting_email_until_at === null) return null;
  async function forget() {
    showAccount(queries, await cancel_email_change());
    toast(t("email.canceled"));
  }
  return (
    <Notice
      title={t("email.waiting", { email: waiting_email })}
      action={
        <Button size="small" onClick={() => void forget()}>
          {t("email.forget")}
        </Button>
      }
    >
      {t("email.waiting_text")} <Instant at={waiting_email_until_at} />
    </Notice>
  );
}
