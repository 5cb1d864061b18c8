// Which company a merchant belongs to: one that exists, or one made with it.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { countries } from "../../lib/countries.ts";
import { browserZone } from "../../lib/time.ts";
import { useCan } from "../../ui/can.tsx";
import { FieldRow, type Form } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { Company } from "./api.ts";
import type { CreateSchema } from "./create-schema.ts";

export function CompanyFields({
  form,
  companies,
  made,
}: {
  form: Form<CreateSchema>;
  companies: readonly Company[];
  /** A company that an earlier try made, before its merchant was refused. */
  made: Company | undefined;
}) {
  const { t } = useTranslation("merchants");
  const can = useCan("create_company");
  if (made)
    return (
      <Notice tone="success" title={t("create.made", { name: made.name })}>
        {t("create.made_text")}
      </Notice>
    );
  return (
    <Stack>
      {companies.length > 0 && (
        <Inline>
          <Segments
            label={t("create.company_choice")}
            value={form.values.of}
            onChange={(of) => form.set("of", of === "new" ? "new" : "existing")}
            options={[
              { value: "existing", label: t("create.existing") },
              { value: "new", label: t("create.new_company") },
            ]}
          />
        </Inline>
      )}
      {form.values.of === "existing" ? (
        <Select
          {...form.field("company_id")}
          label={t("create.company")}
          searchable
          options={companies.map(({ company_id, name }) => ({ value: company_id, label: name }))}
        />
      ) : can.reason ? (
        <Notice tone="warning">{can.reason}</Notice>
      ) : (
        <CompanyInputs form={form} />
      )}
    </Stack>
  );
}

const countryOptions = () => countries().map(({ code, name }) => ({ value: code, label: name }));

const zones = () =>
  [...new Set([browserZone(), "UTC", ...Intl.supportedValuesOf("timeZone")])].map((value) => ({
    value,
    label: value.replaceAll("_", " "),
  }));

function CompanyInputs({ form }: { form: Form<CreateSchema> }) {
  const { t } = useTranslation("merchants");
  const country_options = useMemo(countryOptions, []);
  const zone_options = useMemo(zones, []);
  return (
    <>
      <TextField
        {...form.field("company_name")}
        label={t("create.company_name")}
        autoComplete="off"
        maxLength={120}
      />
      <FieldRow>
        <Select
          {...form.field("company_country")}
          label={t("create.country")}
          searchable
          options={country_options}
        />
        <Select
          {...form.field("company_time_zone")}
          label={t("create.time_zone")}
          searchable
          options={zone_options}
        />
      </FieldRow>
    </>
  );
}
