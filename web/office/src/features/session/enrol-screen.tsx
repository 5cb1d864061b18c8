// Setting up the second step: a passkey, or an authenticator app with its QR code (as an image,
// never as markup) and a first code; then the recovery codes, which must be stored before anything
// else can be reached.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { passkeyPlace } from "../../api/passkeys.ts";
import { start_totp_enrolment } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { EnrolForm } from "../../ui/enrol-form.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Stack } from "../../ui/page.tsx";
import { PasskeyElsewhere, PasskeyForm } from "../../ui/passkey-form.tsx";
import { SecretReveal } from "../../ui/secret-reveal.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import style from "./enrol-screen.module.css";
import { SessionFrame } from "./frame.tsx";
import type { StageProps } from "./stage-screens.tsx";

type Enrolled = Schemas["EnrolledSession"];
type Way = "passkey" | "app";

export function EnrolScreen({ session, sandbox, foot, onDone }: StageProps) {
  const { t } = useTranslation("session");
  const place = passkeyPlace(session.passkey_origin);
  const [way, setWay] = useState<Way | undefined>(place === "here" ? undefined : "app");
  const [enrolled, setEnrolled] = useState<Enrolled>();
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
    <SessionFrame
      wide
      sandbox={sandbox}
      title={t("enrol.title")}
      text={way === undefined && t("enrol.text")}
      foot={foot}
    >
      <Stack>
        {way === undefined && <Ways onChoose={setWay} />}
        {way === "passkey" && <PasskeyForm onAdded={setEnrolled} />}
        {way === "app" && <Enrolment onEnrolled={setEnrolled} />}
        {way !== undefined && place === "here" && (
          <Button variant="quiet" wide onClick={() => setWay(undefined)}>
            {t("enrol.other")}
          </Button>
        )}
        {place === "elsewhere" && (
          <p className={style.note}>
            <PasskeyElsewhere place={place} origin={session.passkey_origin} />
          </p>
        )}
      </Stack>
    </SessionFrame>
  );
}

const icons: Record<Way, IconName> = { passkey: "key", app: "phone" };

function Ways({ onChoose }: { onChoose: (way: Way) => void }) {
  const { t } = useTranslation("session");
  return (
    <div className={style.ways}>
      {(["passkey", "app"] as const).map((way) => (
        <button key={way} type="button" className={style.way} onClick={() => onChoose(way)}>
          <Icon name={icons[way]} size={20} className={style.icon} />
          <span className={style.words}>
            <span className={style.name}>
              {t(`enrol.way.${way}`)}
              {way === "passkey" && <Badge tone="success" text={t("enrol.recommended")} />}
            </span>
            <span className={style.text}>{t(`enrol.way_text.${way}`)}</span>
          </span>
          <Icon name="chevron-right" className={style.icon} />
        </button>
      ))}
    </div>
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

function Enrolment({ onEnrolled }: { onEnrolled: (enrolled: Enrolled) => void }) {
  const enrolment = useEnrolment();
  if (enrolment.error)
    return <ErrorState error={enrolment.error} onRetry={() => void enrolment.refetch()} />;
  if (!enrolment.data) return <SkeletonLines lines={6} />;
  return <EnrolForm enrolment={enrolment.data} onEnrolled={onEnrolled} />;
}
