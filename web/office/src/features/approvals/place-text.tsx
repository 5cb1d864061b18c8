// Where a request or policy belongs, by name.
import { useTranslation } from "react-i18next";
import type { ApprovalRow } from "./api.ts";

type Place = Pick<ApprovalRow, "scope_kind" | "company_name" | "merchant_name">;

export function usePlaceName() {
  const { t } = useTranslation("approvals");
  return ({ scope_kind, company_name, merchant_name }: Place) => {
    if (scope_kind === "installation") return t("place.installation");
    if (scope_kind === "company") return company_name ?? "–";
    return [merchant_name ?? "–", company_name].filter(Boolean).join(" · ");
  };
}
