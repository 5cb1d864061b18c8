// The authenticator app: whether it is on, moving it to another device, turning it off where a
// passkey remains. The old device works until the new one has proved itself.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { remove_totp } from "../../api/passkeys.ts";
import { enterSession, read_session, start_totp_enrolment } from "../../api/session.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EnrolForm } from "../../ui/enrol-form.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { SecretReveal } from "../../ui/secret-reveal.tsx";
import { useSession } from "../../ui/session.tsx";
import { Badge } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";

export function FactorCard() {
  const { t } = useTranslation("account");
  const { totp_enrolled, passkeys } = useSession().user;
  const [enrolment, setEnrolment] = useState<Schemas["TotpEnrolment"]>();
  const [removing, setRemoving] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  async function start() {
    setFailure(undefined);
    try {
      setEnrolment(await start_totp_enrolment());
    } catch (error) {
      if (!(error instanceof Canceled)) setFailure(error);
    }
  }

  return (
    <Card
      title={t("factor.title")}
      note={t("factor.note")}
      actions={
        <>
          {totp_enrolled && (
            <Button
              disabledReason={passkeys === 0 && t("factor.last")}
              onClick={() => setRemoving(true)}
            >
              {t("factor.remove")}
            </Button>
          )}
          <Button onClick={() => void start()}>
            {t(totp_enrolled ? "factor.move" : "factor.add")}
          </Button>
        </>
      }
    >
      {failure !== undefined && <ProblemNotice error={failure} />}
      <FactorState />
      {enrolment && <FactorDialog enrolment={enrolment} onClose={() => setEnrolment(undefined)} />}
      {removing && <RemoveDialog onClose={() => setRemoving(false)} />}
    </Card>
  );
}

/** Off is worth a warning only where nothing else stands in for it. */
function FactorState() {
  const { t } = useTranslation("account");
  const { totp_enrolled, passkeys } = useSession().user;
  if (totp_enrolled) return <Badge tone="success" icon="check-circle" text={t("factor.on")} />;
  if (passkeys > 0) return <Badge text={t("factor.off")} />;
  return <Badge tone="warning" icon="alert" text={t("factor.off")} />;
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  return (
    <Confirm
      open
      onClose={onClose}
      danger
      title={t("factor.remove_title")}
      consequence={t("factor.remove_text")}
      action={t("factor.remove")}
      onConfirm={async () => {
        await remove_totp();
        enterSession(queries, await read_session());
        toast(t("factor.removed"));
      }}
    />
  );
}

export function FactorDialog({
  enrolment,
  onClose,
}: {
  enrolment: Schemas["TotpEnrolment"];
  onClose: () => void;
}) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const [enrolled, setEnrolled] = useState<Schemas["EnrolledSession"]>();
  function finish() {
    if (enrolled) enterSession(queries, enrolled.session);
    toast(t("factor.moved"));
    onClose();
  }
  return (
    <Dialog open onClose={onClose} dismissable={!enrolled} title={t("factor.dialog")}>
      {enrolled ? (
        <SecretReveal
          secret={enrolled.recovery_codes}
          note={t("factor.codes")}
          fileName="bursar-recovery-codes.txt"
          onStored={finish}
        />
      ) : (
        <EnrolForm enrolment={enrolment} onEnrolled={setEnrolled} />
      )}
    </Dialog>
  );
}
