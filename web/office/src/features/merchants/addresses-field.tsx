// Addresses an API key may be used from, one in each line.
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/error.ts";
import type { FieldBinding } from "../../ui/field.tsx";
import { TextArea } from "../../ui/text-field.tsx";

/** The lines of a text as a list. */
export const addressesIn = (text: string) =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The server speaks of the list, the form of its field. */
export function onAddresses(error: unknown): never {
  if (error instanceof ApiError && error.problem.field?.startsWith("allowed_addresses"))
    throw new ApiError({ ...error.problem, field: "addresses" }, error);
  throw error;
}

export function AddressesField(props: FieldBinding<string>) {
  const { t } = useTranslation("merchants");
  return (
    <TextArea
      {...props}
      label={t("key.addresses")}
      hint={t("key.addresses_hint")}
      rows={3}
      optional
    />
  );
}
