// The Security panel: whether two-factor authentication is on, and the phone number that codes go
// to. Both show what the server says, never what was pressed.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { read_session, sessionKey } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type OwnSecurity, ownSecurityQuery, remove_phone } from "./phone-api.ts";
import { TwoFactorSwitch } from "./two-factor-switch.tsx";

const PhoneDialog = lazy(() => import("./phone-dialog.tsx"));

export function PhoneCard() {
  const { t } = useTranslation("account");
  const { data: security, error, refetch } = useQuery(ownSecurityQuery);
  const [open, setOpen] = useState<"change" | "remove">();
  const close = () => setOpen(undefined);
  return (
    <Card
      title={t("phone.title")}
      note={t("phone.note")}
      actions={security && <Actions security={security} onOpen={setOpen} />}
    >
      {security ? (
        <Stack>
          <TwoFactorSwitch security={security} />
          <Facts facts={[{ name: t("phone.phone"), value: <Phone security={security} /> }]} />
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={2} />
      )}
      <Suspense>{open === "change" && <PhoneDialog onClose={close} />}</Suspense>
      {open === "remove" && <RemoveDialog onClose={close} />}
    </Card>
  );
}

function Actions({
  security,
  onOpen,
}: {
  security: OwnSecurity;
  onOpen: (open: "change" | "remove") => void;
}) {
  const { t } = useTranslation("account");
  const { phone_masked, phone_confirmed_at, sms_enabled } = security;
  const word = phone_masked === null ? "add" : phone_confirmed_at === null ? "confirm" : "change";
  return (
    <>
      {phone_masked !== null && (
        <Button onClick={() => onOpen("remove")}>{t("phone.remove")}</Button>
      )}
      <Button disabledReason={!sms_enabled && t("phone.no_sms")} onClick={() => onOpen("change")}>
        {t(`phone.${word}`)}
      </Button>
    </>
  );
}

function Phone({ security }: { security: OwnSecurity }) {
  const { t } = useTranslation("account");
  const { phone_masked, phone_confirmed_at, phone_moves_money_at } = security;
  if (phone_masked === null) return t("phone.none");
  if (phone_confirmed_at === null)
    return (
      <Inline>
        {phone_masked}
        <Badge tone="warning" icon="alert" text={t("phone.unconfirmed")} />
      </Inline>
    );
  const cooling = phone_moves_money_at !== null && phone_moves_money_at > Date.now();
  return (
    <Stack gap={4}>
      <Inline>
        {phone_masked}
        <Badge tone="success" icon="check-circle" text={t("phone.confirmed")} />
      </Inline>
      {cooling && (
        <span>
          {t("phone.cooling")} <Instant at={phone_moves_money_at} />
        </span>
      )}
    </Stack>
  );
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t("phone.remove_title")}
      consequence={t("phone.remove_text")}
      action={t("phone.remove")}
      onConfirm={async () => {
        await remove_phone();
        await queries.invalidateQueries({ queryKey: ownSecurityQuery.queryKey });
        queries.setQueryData(sessionKey, await read_session());
        toast(t("phone.removed"));
      }}
    />
  );
}
