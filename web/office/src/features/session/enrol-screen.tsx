// Turning on the second factor: the QR code (as an image, never as markup), the first code, then
// the recovery codes, which must be stored before anything else can be reached.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { start_totp_enrolment } from "../../api/session.ts";
import { EnrolForm } from "../../ui/enrol-form.tsx";
import { SecretReveal } from "../../ui/secret-reveal.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { SessionFrame } from "./frame.tsx";
import type { StageProps } from "./stage-screens.tsx";

export function EnrolScreen({ sandbox, foot, onDone }: StageProps) {
  const { t } = useTranslation("session");
  const [enrolled, setEnrolled] = useState<Schemas["EnrolledSession"]>();
  if (enrolled)
    return (
      <SessionFrame wide sandbox={sandbox} title={t("enrol.codes_title")}>
        <SecretReveal
          secret={enrolled.recovery_codes}
          note={t("enrol.codes_text")}
          fileName="bursar-recovery-codes.txt"
          doneLabel={t("enrol.codes_done")}
          onStored={() => onDone(enrolled.session)}
        />
      </SessionFrame>
    );
  return (
    <SessionFrame wide sandbox={sandbox} title={t("enrol.title")} foot={foot}>
      <Enrolment onEnrolled={setEnrolled} />
    </SessionFrame>
  );
}

/** One enrolment per visit: asking again would make the code just scanned worthless. */
function useEnrolment() {
  const [visit] = useState(() => crypto.randomUUID());
  return useQuery({
    queryKey: ["totp_enrolment", visit],
    queryFn: start_totp_enrolment,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

function Enrolment({ onEnrolled }: { onEnrolled: (enrolled: Schemas["EnrolledSession"]) => void }) {
  const enrolment = useEnrolment();
  if (enrolment.error)
    return <ErrorState error={enrolment.error} onRetry={() => void enrolment.refetch()} />;
  if (!enrolment.data) return <SkeletonLines lines={6} />;
  return <EnrolForm enrolment={enrolment.data} onEnrolled={onEnrolled} />;
}
