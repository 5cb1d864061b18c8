// A card as somebody reads it out: it goes to the vault and nowhere else, and is not kept here.
import { useTranslation } from "react-i18next";
import type { FieldBinding } from "../../ui/field.tsx";
import { FieldRow } from "../../ui/form.tsx";
import { TextField } from "../../ui/text-field.tsx";

type Name = "number" | "expiry_month" | "expiry_year" | "cvv" | "holder";

export function CardFields({ form }: { form: { field: (name: Name) => FieldBinding<string> } }) {
  const { t } = useTranslation("payments");
  return (
    <>
      <TextField
        {...form.field("number")}
        label={t("card.number")}
        inputMode="numeric"
        autoComplete="off"
        maxLength={24}
      />
      <FieldRow>
        <TextField
          {...form.field("expiry_month")}
          label={t("card.month")}
          inputMode="numeric"
          autoComplete="off"
          placeholder="12"
          maxLength={2}
        />
        <TextField
          {...form.field("expiry_year")}
          label={t("card.year")}
          inputMode="numeric"
          autoComplete="off"
          placeholder="30"
          maxLength={4}
        />
        <TextField
          {...form.field("cvv")}
          label={t("card.cvv")}
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
          optional
        />
      </FieldRow>
      <TextField {...form.field("holder")} label={t("card.holder")} autoComplete="off" optional />
    </>
  );
}
