// One field of a provider's description as an input. A secret that is set is never shown: it stays,
// or another takes its place.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Instant } from "../../ui/instant.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { Select } from "../../ui/select-field.tsx";
import { PasswordField, TextField } from "../../ui/text-field.tsx";
import type { AnyForm } from "./account-form.tsx";
import { ownFields, settingName } from "./account-values.ts";
import type { Field } from "./api.ts";
import style from "./providers.module.css";

export function FieldInput({
  field,
  form,
  mark,
}: {
  field: Field;
  form: AnyForm;
  mark?: Schemas["SecretMark"];
}) {
  const name = ownFields.includes(field.name) ? field.name : settingName(field.name);
  const shared = {
    ...form.field(name),
    label: field.label,
    hint: field.help,
    optional: !field.required,
  };
  switch (field.kind) {
    case "secret":
      return <SecretInput field={field} form={form} mark={mark} />;
    case "choice":
      return <Select {...shared} options={field.choices} />;
    case "number":
      return <NumberField {...shared} />;
    case "url":
      return <TextField {...shared} type="url" placeholder="https://" autoComplete="off" />;
    default:
      return <TextField {...shared} autoComplete="off" maxLength={300} />;
  }
}

function SecretInput({
  field,
  form,
  mark,
}: {
  field: Field;
  form: AnyForm;
  mark?: Schemas["SecretMark"];
}) {
  const { t } = useTranslation("providers");
  const [replacing, setReplacing] = useState(false);
  if (mark && !replacing)
    return (
      <div>
        <div className={style.label}>{field.label}</div>
        <div className={style.secret}>
          <span>
            {mark.last4 ? `•••• ${mark.last4}` : t("secret.hidden")}, {t("secret.set")}{" "}
            <Instant at={mark.set_at} as="date" />
          </span>
          <Button size="small" icon="key" onClick={() => setReplacing(true)}>
            {t("secret.replace", { name: field.label })}
          </Button>
        </div>
      </div>
    );
  return (
    <PasswordField
      {...form.field(field.name)}
      label={mark ? t("secret.new", { name: field.label }) : field.label}
      hint={mark ? t("secret.new_hint") : field.help}
      optional={!field.required && !mark}
      autoComplete="new-password"
      maxLength={4096}
    />
  );
}
