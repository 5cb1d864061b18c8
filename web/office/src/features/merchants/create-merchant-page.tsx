// Creating a merchant, within an existing company or together with a company of its own.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Page } from "../../ui/page.tsx";
import { usePreferences } from "../../ui/preferences.tsx";
import { companiesQuery } from "../../ui/reference.ts";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type Company, create_company, create_merchant, refreshMerchants } from "./api.ts";
import { CompanyFields } from "./company-fields.tsx";
import { companyOf, createSchema, merchantOf, onCompany } from "./create-schema.ts";
import { MerchantFields } from "./merchant-fields.tsx";

export default function CreateMerchantPage() {
  const { t } = useTranslation("merchants");
  const can = useCan("create_merchant");
  const { data: companies, error, refetch } = useQuery(companiesQuery);
  return (
    <Page
      width="narrow"
      title={t("create.title")}
      crumbs={[{ label: t("title"), to: "/merchants" }]}
    >
      {!can.allowed ? (
        <NoPermission permission={can.permission} />
      ) : companies ? (
        <CreateForm companies={companies} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </Page>
  );
}

function useCreate(form_initial: { company_id: string; of: "existing" | "new" }) {
  const { t } = useTranslation("merchants");
  const { zone } = usePreferences();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  // A company made by a try whose merchant was then refused is used by the next try.
  const [made, setMade] = useState<Company>();
  const [keyOf] = useState(createIdempotencyKeys);
  const [initial] = useState({
    ...form_initial,
    company_name: "",
    company_country: "",
    company_time_zone: zone,
    name: "",
    legal_name: "",
    mcc: "",
    statement_descriptor: "",
    website: "",
    settlement_currency: "",
    allowed_currencies: [] as string[],
  });

  const form = useForm({
    schema: createSchema,
    initial,
    onSubmit: async (values) => {
      let { company_id } = values;
      if (values.of === "new") {
        const wanted = companyOf(values);
        const company = made ?? (await create_company(keyOf(wanted), wanted).catch(onCompany));
        setMade(company);
        company_id = company.company_id;
      }
      const body = merchantOf(values, company_id);
      const merchant = await create_merchant(keyOf(body), body);
      await refreshMerchants(queries);
      toast(t("create.done", { name: merchant.name }));
      await navigate({ to: `/merchants/${merchant.merchant_id}` });
    },
  });
  return { form, made };
}

function CreateForm({ companies }: { companies: readonly Company[] }) {
  const { t } = useTranslation("merchants");
  const { form, made } = useCreate({
    company_id: companies.length === 1 ? (companies[0]?.company_id ?? "") : "",
    of: companies.length === 0 ? "new" : "existing",
  });
  return (
    <FormBody
      form={form}
      label={t("create.title")}
      actions={
        <>
          <ButtonLink to="/merchants">{t("cancel")}</ButtonLink>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("create.action")}
          </Button>
        </>
      }
    >
      <Card title={t("column.company")} note={t("create.company_note")}>
        <CompanyFields form={form} companies={companies} made={made} />
      </Card>
      <Card title={t("create.merchant")}>
        <MerchantFields form={form} />
      </Card>
    </FormBody>
  );
}
