// The three questions of giving a role: which, where, until when.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Form } from "../../ui/form.tsx";
import { FieldRow } from "../../ui/form.tsx";
import { usePlaceOptions } from "../../ui/place-options.ts";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { rolesQuery } from "./api.ts";
import { useRoleOptions } from "./role-options.ts";

/** Places where the signed-in person may change people, by name. */
export function usePeoplePlaces() {
  const { t } = useTranslation("people");
  return usePlaceOptions("users:write", {
    installation: t("place.installation"),
    companies: t("place.companies"),
    merchants: t("place.merchants"),
    projects: t("place.projects"),
    all: t("place.all"),
  });
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
          options={usePeoplePlaces()}
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
