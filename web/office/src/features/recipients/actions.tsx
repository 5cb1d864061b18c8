// What can be done with a recipient now: edit, send for approval, shorten the wait, pay, archive.
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { useNow } from "../../ui/clock.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  archive_recipient,
  type Recipient,
  refreshRecipients,
  shorten_recipient_wait,
  submit_recipient,
} from "./api.ts";
import { isCooling } from "./looks.ts";

const steps = {
  archive: { call: archive_recipient, operation: "archive_recipient", icon: "ban" },
  shorten_wait: {
    call: shorten_recipient_wait,
    operation: "shorten_recipient_wait",
    icon: "clock",
  },
  submit: { call: submit_recipient, operation: "submit_recipient", icon: "send" },
} as const satisfies Record<string, { call: unknown; operation: string; icon: IconName }>;

type Act = keyof typeof steps;

export function RecipientActions({ recipient }: { recipient: Recipient }) {
  const [open, setOpen] = useState<Act>();
  return (
    <>
      <EditLink recipient={recipient} />
      {(Object.keys(steps) as Act[]).map((act) => (
        <StepButton key={act} act={act} recipient={recipient} onOpen={() => setOpen(act)} />
      ))}
      <PayLink recipient={recipient} />
      {open && <StepDialog recipient={recipient} act={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function EditLink({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("recipients");
  const can = useCan("change_recipient", recipient);
  if (!recipient.allowed.includes("change")) return null;
  return (
    <ButtonLink
      to={`/recipients/${recipient.recipient_id}/edit`}
      icon="edit"
      disabledReason={can.reason}
    >
      {t("act.change")}
    </ButtonLink>
  );
}

function PayLink({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("recipients");
  const can = useCan("create_payout", recipient);
  const now = useNow();
  if (recipient.state !== "approved" || isCooling(recipient, now)) return null;
  const { merchant_id, recipient_id } = recipient;
  return (
    <ButtonLink
      to="/payouts/create"
      search={{ merchant_id, recipient_id }}
      variant="primary"
      icon="bank"
      disabledReason={can.reason}
    >
      {t("act.pay")}
    </ButtonLink>
  );
}

function StepButton({
  act,
  recipient,
  onOpen,
}: {
  act: Act;
  recipient: Recipient;
  onOpen: () => void;
}) {
  const { t } = useTranslation("recipients");
  const can = useCan(steps[act].operation, recipient);
  if (!recipient.allowed.includes(act)) return null;
  return (
    <Button
      icon={steps[act].icon}
      variant={act === "submit" ? "primary" : undefined}
      disabledReason={can.reason}
      onClick={onOpen}
    >
      {t(`act.${act}`)}
    </Button>
  );
}

function StepDialog({
  recipient,
  act,
  onClose,
}: {
  recipient: Recipient;
  act: Act;
  onClose: () => void;
}) {
  const { t } = useTranslation("recipients");
  const queries = useQueryClient();
  const toast = useToast();
  async function run() {
    try {
      await steps[act].call(recipient);
      toast(t(`did.${act}`));
    } finally {
      void refreshRecipients(queries);
    }
  }
  const { name, destination } = recipient;
  const consequence: ReactNode = (
    <>
      <p>
        <b>{name}</b> · {destination} · {recipient.currency}
      </p>
      <p>{t(`ask.${act}`)}</p>
    </>
  );
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(`title_of.${act}`)}
      consequence={consequence}
      action={t(`act.${act}`)}
      danger={act === "archive"}
      onConfirm={run}
    />
  );
}
