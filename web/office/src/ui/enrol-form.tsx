// Enrolling an authenticator app: the QR code (as an image, never as markup), the key to type for
// who has no camera, and the first code that proves it works.
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import type { Schemas } from "../api/client.ts";
import { confirm_totp_enrolment } from "../api/session.ts";
import { Button } from "./button.tsx";
import { Copyable } from "./copyable.tsx";
import style from "./enrol-form.module.css";
import { FormBody, required, useForm } from "./form.tsx";
import { CodeField } from "./text-field.tsx";

const schema = z.object({ code: required() });

export function EnrolForm({
  enrolment,
  onEnrolled,
}: {
  enrolment: Schemas["TotpEnrolment"];
  onEnrolled: (enrolled: Schemas["EnrolledSession"]) => void;
}) {
  const { t } = useTranslation();
  const form = useForm({
    schema,
    initial: { code: "" },
    onSubmit: async ({ code }) => onEnrolled(await confirm_totp_enrolment(code)),
  });
  return (
    <FormBody
      form={form}
      actions={
        <Button type="submit" variant="primary" wide busy={form.busy}>
          {t("enrol.submit")}
        </Button>
      }
    >
      <p className={style.text}>{t("enrol.text")}</p>
      <img className={style.qr} alt={t("enrol.qr")} src={svgAddress(enrolment.qr_svg)} />
      <div className={style.key}>
        <p>{t("enrol.cannot_scan")}</p>
        <Copyable text={enrolment.secret} />
      </div>
      <CodeField {...form.field("code")} label={t("enrol.code")} autoFocus />
    </FormBody>
  );
}

/** An image cannot run scripts or reach the page, whatever the text holds. */
const svgAddress = (svg: string) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
