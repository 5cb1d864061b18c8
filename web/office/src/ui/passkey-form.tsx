// Making a passkey: a name to know it by, then the browser's own dialog. And why it cannot be made
// on this page, where that is so.
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import type { Schemas } from "../api/client.ts";
import {
  add_passkey,
  createPasskey,
  type PasskeyPlace,
  start_passkey_registration,
} from "../api/passkeys.ts";
import { deviceName } from "../lib/device-name.ts";
import { Button } from "./button.tsx";
import { FormBody, useForm } from "./form.tsx";
import style from "./passkey-form.module.css";
import { TextField } from "./text-field.tsx";

export const passkeyNameSchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(60, "too_long")),
});

export function PasskeyForm({
  onAdded,
}: {
  onAdded: (enrolled: Schemas["EnrolledSession"]) => void;
}) {
  const { t } = useTranslation();
  const form = useForm({
    schema: passkeyNameSchema,
    initial: { name: deviceName(navigator.userAgent) },
    onSubmit: async ({ name }) => {
      const invitation = await start_passkey_registration();
      onAdded(await add_passkey({ name, ...(await createPasskey(invitation)) }));
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <Button type="submit" variant="primary" icon="key" wide busy={form.busy}>
          {t("passkey.create")}
        </Button>
      }
    >
      <p className={style.text}>{t("passkey.text")}</p>
      <TextField
        {...form.field("name")}
        label={t("passkey.name")}
        hint={t("passkey.name_hint")}
        autoComplete="off"
        autoFocus
      />
    </FormBody>
  );
}

/** Says where passkeys work instead; nothing where they do. */
export function PasskeyElsewhere({
  place,
  origin,
  path = "/",
}: {
  place: PasskeyPlace;
  origin: string | null;
  path?: string;
}) {
  const { t } = useTranslation();
  if (place === "here") return null;
  if (place !== "elsewhere") return t(`passkey.${place}`);
  return (
    <>
      {t("passkey.elsewhere")}{" "}
      <a className={style.link} href={`${origin}${path}`}>
        {origin}
      </a>
    </>
  );
}
