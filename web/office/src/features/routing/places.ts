// Places where profiles hold, by name, and those where the signed-in person may make one.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSession } from "../../ui/session.tsx";
import { companiesQuery, merchantsQuery, type Profile } from "./api.ts";

export function usePlaceName() {
  const { t } = useTranslation("routing");
  return (profile: Profile) => {
    if (profile.merchant_id)
      return t("place.merchant", {
        name: profile.merchant_name ?? "",
        company: profile.company_name ?? "",
      });
    if (profile.company_id) return t("place.company", { name: profile.company_name ?? "" });
    return t("place.installation");
  };
}

export function usePlaceOptions(taken: readonly Profile[]) {
  const { t } = useTranslation("routing");
  const { capabilities } = useSession();
  const { data: companies = [] } = useQuery(companiesQuery);
  const { data: merchants = [] } = useQuery(merchantsQuery);
  const mine = capabilities.find(({ permission }) => permission === "routing:write");
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
  const has = new Set(
    taken.map(({ company_id, merchant_id }) =>
      merchant_id
        ? `merchant:${merchant_id}`
        : company_id
          ? `company:${company_id}`
          : "installation",
    ),
  );
  return (mine.everything ? [whole, ...options] : options).filter(({ value }) => !has.has(value));
}

/** What the server is told about a chosen place. */
export function placeBody(value: string) {
  const [kind, id] = value.split(":");
  if (kind === "company") return { company_id: id };
  if (kind === "merchant") return { merchant_id: id };
  return {};
}
