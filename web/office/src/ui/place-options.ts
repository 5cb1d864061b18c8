// Places where the signed-in person holds a permission, by name: the installation, companies,
// merchants and projects, as choices of a field.
import { useQuery } from "@tanstack/react-query";
import { companiesQuery, merchantNamesQuery, projectsQuery } from "./reference.ts";
import type { Option } from "./select-field.tsx";
import { useSession } from "./session.tsx";

export interface PlaceWords {
  installation: string;
  companies: string;
  merchants: string;
  /** Heading above projects; none leaves them out. */
  projects?: string;
  /** Heading above the installation; none leaves it by itself. */
  all?: string;
}

/** Values are "installation", "company:co_…", "merchant:mr_…" and "project:pj_…". */
export function usePlaceOptions(permission: string, words: PlaceWords): Option[] {
  const { capabilities } = useSession();
  const { data: companies = [] } = useQuery(companiesQuery);
  const { data: merchants = [] } = useQuery(merchantNamesQuery);
  const { data: projects = [] } = useQuery({
    ...projectsQuery,
    enabled: words.projects !== undefined,
  });
  const mine = capabilities.find((one) => one.permission === permission);
  if (!mine) return [];
  const holds = (company_id: string) => mine.everything || mine.company_ids.includes(company_id);
  const options: Option[] = [
    ...companies
      .filter(({ company_id }) => holds(company_id))
      .map(({ company_id, name }) => ({
        value: `company:${company_id}`,
        label: name,
        group: words.companies,
      })),
    ...merchants
      .filter((one) => holds(one.company_id) || mine.merchant_ids.includes(one.merchant_id))
      .map(({ merchant_id, name, company_name }) => ({
        value: `merchant:${merchant_id}`,
        label: `${name} · ${company_name}`,
        group: words.merchants,
      })),
    ...(words.projects === undefined ? [] : projects)
      .filter(
        (one) =>
          holds(one.company_id) ||
          mine.merchant_ids.includes(one.merchant_id) ||
          mine.project_ids.includes(one.project_id),
      )
      .map(({ project_id, name, merchant_name }) => ({
        value: `project:${project_id}`,
        label: `${name} · ${merchant_name}`,
        group: words.projects,
      })),
  ];
  const whole = { value: "installation", label: words.installation, group: words.all };
  return mine.everything ? [whole, ...options] : options;
}
