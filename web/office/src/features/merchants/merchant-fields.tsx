// The inputs of a merchant, shared by creating and changing one.
import { useTranslation } from "react-i18next";
import type { FieldBinding } from "../../ui/field.tsx";
import { FieldRow, type Form } from "../../ui/form.tsx";
import { Stack } from "../../ui/page.tsx";
import { useCurrencyOptions } from "../../ui/reference.ts";
import { MultiSelect, Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { CreateSchema } from "./create-schema.ts";

export function MerchantFields({ form }: { form: Form<CreateSchema> }) {
  const { t } = useTranslation("merchants");
  const currencies = useCurrencyOptions();
  return (
    <Stack>
      <NameFields field={(name) => form.field(name)} />
      <FieldRow>
        <Select
          {...form.field("settlement_currency")}
          label={t("field.settlement_currency")}
          hint={t("field.settlement_hint")}
          searchable
          options={currencies}
        />
        <MultiSelect
          {...form.field("allowed_currencies")}
          label={t("field.allowed_currencies")}
          hint={t("field.allowed_hint")}
          optional
          options={currencies}
        />
      </FieldRow>
    </Stack>
  );
}

type NameField = "name" | "legal_name" | "mcc" | "statement_descriptor" | "website";

/** Works for every form that has these five texts. */
export function NameFields({
  field,
  needsCode = false,
}: {
  field: (name: NameField) => FieldBinding<string>;
  /** A new merchant takes the usual code when none is given; later one has to stand. */
  needsCode?: boolean;
}) {
  const { t } = useTranslation("merchants");
  return (
    <Stack>
      <FieldRow>
        <TextField
          {...field("name")}
          label={t("field.name")}
          hint={t("field.name_hint")}
          autoComplete="off"
          maxLength={120}
        />
        <TextField
          {...field("legal_name")}
          label={t("field.legal_name")}
          hint={t("field.legal_name_hint")}
          autoComplete="off"
          maxLength={200}
          optional
        />
      </FieldRow>
      <FieldRow>
        <TextField
          {...field("website")}
          label={t("field.website")}
          placeholder="https://"
          type="url"
          autoComplete="off"
          maxLength={300}
          optional
        />
        <TextField
          {...field("statement_descriptor")}
          label={t("field.statement_descriptor")}
          hint={t("field.statement_hint")}
          autoComplete="off"
          maxLength={22}
          optional
        />
        <TextField
          {...field("mcc")}
          label={t("field.mcc")}
          hint={t("field.mcc_hint")}
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
          optional={!needsCode}
        />
      </FieldRow>
    </Stack>
  );
}
