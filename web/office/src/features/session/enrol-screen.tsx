// Turning on the second factor: the QR code (as an image, never as markup), the first code, then the
// recovery codes, which must be stored before anything else can be reached.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import type { Schemas } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { SecretReveal } from "../../ui/secret-reveal.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { CodeField } from "../../ui/text-field.tsx";
import { confirm_totp_enrolment, start_totp_enrolment } from "./api.ts";
import style from "./frame.module.css";
import { SessionFrame } from "./frame.tsx";
import type { StageProps } from "./stage-screens.tsx";

const schema = z.object({ code: required() });

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
    <SessionFrame
      wide
      sandbox={sandbox}
      title={t("enrol.title")}
      text={t("enrol.text")}
      foot={foot}
    >
      <EnrolForm onEnrolled={setEnrolled} />
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

function EnrolForm({ onEnrolled }: { onEnrolled: (enrolled: Schemas["EnrolledSession"]) => void }) {
  const { t } = useTranslation("session");
  const enrolment = useEnrolment();
  const form = useForm({
    schema,
    initial: { code: "" },
    onSubmit: async ({ code }) => onEnrolled(await confirm_totp_enrolment(code)),
  });
  if (enrolment.error)
    return <ErrorState error={enrolment.error} onRetry={() => void enrolment.refetch()} />;
  if (!enrolment.data) return <SkeletonLines lines={6} />;
  return (
    <FormBody
      form={form}
      actions={
        <Button type="submit" variant="primary" wide busy={form.busy}>
          {t("enrol.submit")}
        </Button>
      }
    >
      <img className={style.qr} alt={t("enrol.qr")} src={svgAddress(enrolment.data.qr_svg)} />
      <div className={style.key}>
        <p>{t("enrol.cannot_scan")}</p>
        <Copyable text={enrolment.data.secret} />
      </div>
      <CodeField {...form.field("code")} label={t("enrol.code")} autoFocus />
    </FormBody>
  );
}

/** An image cannot run scripts or reach the page, whatever the text holds. */
const svgAddress = (svg: string) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
