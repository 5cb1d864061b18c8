// The three questions of giving a role: which, where, until when.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Form } from "../../ui/form.tsx";
import { FieldRow } from "../../ui/form.tsx";
import { Select } from "../../ui/select-field.tsx";
import { useSession } from "../../ui/session.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { companiesQuery, merchantsQuery, rolesQuery } from "./api.ts";
import { useRoleOptions } from "./role-options.ts";

/** Places where the signed-in person may change people, by name. */
export function usePlaceOptions() {
  const { t } = useTranslation("people");
  const { capabilities } = useSession();
  const { data: companies = [] } = useQuery(companiesQuery);
  const { data: merchants = [] } = useQuery(merchantsQuery);
  const mine = capabilities.find(({ permission }) => permission === "users:write");
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
  const whole = { value: "installation", label: t("place.installation"), group: t("place.all") };
  return mine.everything ? [whole, ...options] : options;
}

// biome-ignore lint/suspicious/noExplicitAny: every form with these three fields will do
export function GrantFields({ form }: { form: Form<any> }) {
  const { t } = useTranslation("people");
  const { data: roles = [] } = useQuery(rolesQuery);
  const role = roles.find(({ key }) => key === form.values.role_key);
  return (
    <>
      <FieldRow>
        <Select
          {...form.field("role_key")}
          label={t("grant.role")}
          hint={role?.description}
          options={useRoleOptions()}
          searchable
        />
        <Select
          {...form.field("place")}
          label={t("grant.place")}
          options={usePlaceOptions()}
          searchable
        />
      </FieldRow>
      <TextField
        {...form.field("until")}
        type="date"
        label={t("grant.until")}
        hint={t("grant.until_hint")}
        optional
      />
    </>
  );
}
