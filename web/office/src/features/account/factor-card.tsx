// The second factor: whether it is on, and moving it to another device. The old device works until
// the new one has proved itself.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { enterSession, start_totp_enrolment } from "../../api/session.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EnrolForm } from "../../ui/enrol-form.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { SecretReveal } from "../../ui/secret-reveal.tsx";
import { useSession } from "../../ui/session.tsx";
import { Badge } from "../../ui/status.tsx";
import { useConfirmed } from "../../ui/step-up.tsx";
import { useToast } from "../../ui/toast.tsx";

export function FactorCard() {
  const { t } = useTranslation("account");
  const { totp_enrolled } = useSession().user;
  const confirmed = useConfirmed();
  const [enrolment, setEnrolment] = useState<Schemas["TotpEnrolment"]>();
  const [failure, setFailure] = useState<unknown>();

  async function start() {
    setFailure(undefined);
    try {
      setEnrolment(await confirmed(start_totp_enrolment));
    } catch (error) {
      if (!(error instanceof Canceled)) setFailure(error);
    }
  }

  return (
    <Card
      title={t("factor.title")}
      note={t("factor.note")}
      actions={
        <Button onClick={() => void start()}>
          {t(totp_enrolled ? "factor.move" : "factor.add")}
        </Button>
      }
    >
      {failure !== undefined && <ProblemNotice error={failure} />}
      {totp_enrolled ? (
        <Badge tone="success" icon="check-circle" text={t("factor.on")} />
      ) : (
        <Badge tone="warning" icon="alert" text={t("factor.off")} />
      )}
      {enrolment && <FactorDialog enrolment={enrolment} onClose={() => setEnrolment(undefined)} />}
    </Card>
  );
}

function FactorDialog({
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
