// Places where the signed-in person may set policies, by name.
import { useTranslation } from "react-i18next";
import { usePlaceOptions } from "../../ui/place-options.ts";

export function usePolicyPlaces() {
  const { t } = useTranslation("approvals");
  return usePlaceOptions("approvals:configure", {
    installation: t("place.installation"),
    companies: t("place.companies"),
    merchants: t("place.merchants"),
  });
}

/** What the server is told about a chosen place. */
export function placeOf(value: string) {
  const [kind, id] = value.split(":");
  if (kind === "company") return { scope_kind: "company" as const, company_id: id };
  if (kind === "merchant") return { scope_kind: "merchant" as const, merchant_id: id };
  return { scope_kind: "installation" as const };
}
