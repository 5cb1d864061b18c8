// Places where the signed-in person may set policies, by name.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSession } from "../../ui/session.tsx";
import { companiesQuery, merchantsQuery } from "./api.ts";

export function usePlaceOptions() {
  const { t } = useTranslation("approvals");
  const { capabilities } = useSession();
  const { data: companies = [] } = useQuery(companiesQuery);
  const { data: merchants = [] } = useQuery(merchantsQuery);
  const mine = capabilities.find(({ permission }) => permission === "approvals:configure");
  if (!mine) return [];
  const holds = (company_id: string) => mine.everything || mine.company_ids.includes(company_id);
  const options = [
    ...companies
      .filter(({ company_id }) => holds(company_id))
      .map(({ company_id, name }) => ({
        value: `company:${company_id}`,
        label: name,
        group: t("place.companies"),
      })),
    ...merchants
      .filter((one) => holds(one.company_id) || mine.merchant_ids.includes(one.merchant_id))
      .map(({ merchant_id, name, company_name }) => ({
        value: `merchant:${merchant_id}`,
        label: `${name} · ${company_name}`,
        group: t("place.merchants"),
      })),
  ];
  const whole = { value: "installation", label: t("place.installation") };
  return mine.everything ? [whole, ...options] : options;
}

/** What the server is told about a chosen place. */
export function placeOf(value: string) {
  const [kind, id] = value.split(":");
  if (kind === "company") return { scope_kind: "company" as const, company_id: id };
  if (kind === "merchant") return { scope_kind: "merchant" as const, merchant_id: id };
  return { scope_kind: "installation" as const };
}
