// Whom to talk to at a merchant and where notices go: the basic settings, which support may keep.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { basicSettingsQuery, type Merchant } from "./api.ts";

const ContactDialog = lazy(() => import("./contact-dialog.tsx"));

export function ContactCard({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const can = useCan("update_basic_settings", merchant);
  const { data, error, refetch } = useQuery(basicSettingsQuery(merchant.merchant_id));
  const [open, setOpen] = useState(false);
  return (
    <Card
      title={t("contact.title")}
      actions={
        data && (
          <Button icon="edit" disabledReason={can.reason} onClick={() => setOpen(true)}>
            {t("contact.edit")}
          </Button>
        )
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={3} />
      ) : (
        <Facts
          facts={[
            { name: t("contact.name"), value: data.contact_name },
            { name: t("contact.email"), value: data.contact_email },
            { name: t("contact.phone"), value: data.contact_phone },
            { name: t("contact.notices"), value: data.notification_emails.join(", ") },
          ]}
        />
      )}
      <Suspense>
        {open && data && (
          <ContactDialog merchant={merchant} settings={data} onClose={() => setOpen(false)} />
        )}
      </Suspense>
    </Card>
  );
}
