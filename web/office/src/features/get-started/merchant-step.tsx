// The first company and its first merchant on one short form; everything else has a default and can
// be changed on the merchant's page.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { countries } from "../../lib/countries.ts";
import { browserZone } from "../../lib/time.ts";
import { Button } from "../../ui/button.tsx";
import { Can } from "../../ui/can.tsx";
import { FieldRow, FormBody, required, useForm } from "../../ui/form.tsx";
import { useCurrencyOptions } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { createFirstMerchant, firstMerchantQuery, type Merchant } from "./api.ts";
import style from "./steps.module.css";

const schema = z.object({
  company: required(),
  country: required(),
  currency: required(),
  name: required(),
  website: z.string().check(z.trim(), z.regex(/^(https:\/\/\S+)?$/, "https_only")),
});

export function MerchantStep({ onMade }: { onMade: (merchant: Merchant) => void }) {
  const { t } = useTranslation("get_started");
  const queries = useQueryClient();
  const currencies = useCurrencyOptions();
  const [create] = useState(createFirstMerchant);
  const [countryOptions] = useState(() =>
    countries().map(({ code, name }) => ({ value: code, label: name })),
  );
  const form = useForm({
    schema,
    initial: { company: "", country: "", currency: "EUR", name: "", website: "" },
    onSubmit: async ({ company, country, currency, name, website }) => {
      const made = await create({
        company: { name: company, country, default_currency: currency, time_zone: browserZone() },
        merchant: { name, settlement_currency: currency, ...(website ? { website } : {}) },
      });
      queries.setQueryData(firstMerchantQuery.queryKey, made);
      onMade(made);
    },
  });
  return (
    <>
      <p className={style.lead}>{t("merchant.text")}</p>
      <FormBody
        form={form}
        actions={
          <Can do="create_merchant">
            {(reason) => (
              <Button type="submit" variant="primary" busy={form.busy} disabledReason={reason}>
                {t("merchant.submit")}
              </Button>
            )}
          </Can>
        }
      >
        <TextField {...form.field("company")} label={t("merchant.company")} autoFocus />
        <FieldRow>
          <Select
            {...form.field("country")}
            label={t("merchant.country")}
            placeholder={t("merchant.choose")}
            options={countryOptions}
          />
          <Select
            {...form.field("currency")}
            label={t("merchant.currency")}
            hint={t("merchant.currency_hint")}
            options={currencies.length > 0 ? currencies : [{ value: "EUR", label: "EUR" }]}
          />
        </FieldRow>
        <TextField
          {...form.field("name")}
          label={t("merchant.name")}
          hint={t("merchant.name_hint")}
        />
        <TextField
          {...form.field("website")}
          label={t("merchant.website")}
          placeholder="https://"
          optional
        />
      </FormBody>
    </>
  );
}
