// Adding an account: which provider, for whom, and then that provider's own form.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { createIdempotencyKeys } from "../../api/error.ts";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page, Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type AccountValues, type BoundText, termsOf } from "./account-values.ts";
import {
  type Adapter,
  adaptersQuery,
  type CreateAccount,
  companiesQuery,
  create_provider_account,
  refreshProviders,
} from "./api.ts";

// The form of a provider comes once one is chosen.
const AccountForm = lazy(() =>
  import("./account-form.tsx").then((it) => ({ default: it.AccountForm })),
);

export default function CreateProviderPage() {
  const { t } = useTranslation("providers");
  const can = useCan("create_provider_account");
  const { data: adapters, error, refetch } = useQuery(adaptersQuery);
  return (
    <Page
      width="narrow"
      title={t("create.title")}
      crumbs={[{ label: t("title"), to: "/providers" }]}
    >
      {!can.allowed ? (
        <NoPermission permission={can.permission} />
      ) : adapters ? (
        <Create adapters={adapters} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </Page>
  );
}

const shared = "shared";

function Create({ adapters }: { adapters: readonly Adapter[] }) {
  const { t } = useTranslation("providers");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [keyOf] = useState(createIdempotencyKeys);
  const [name, setName] = useState(adapters[0]?.adapter ?? "");
  const [chosen, setChosen] = useState("");
  const { data: companies = [] } = useQuery(companiesQuery);
  const place = chosen || companies[0]?.company_id || shared;
  const adapter = adapters.find((one) => one.adapter === name);
  async function save(values: AccountValues, bounds: readonly BoundText[]) {
    const body: CreateAccount = {
      adapter: name,
      ...(place !== shared && { company_id: place }),
      ...termsOf(adapter as Adapter, values, bounds),
      ...(values.api_key && { api_key: values.api_key }),
      ...(values.webhook_secret && { webhook_secret: values.webhook_secret }),
    };
    const made = await create_provider_account(keyOf(body), body);
    await refreshProviders(queries);
    toast(t("create.done", { title: made.title }));
    await navigate({ to: `/providers/${made.provider_account_id}` });
  }
  return (
    <Stack>
      <Card title={t("create.which")}>
        <Stack>
          <Select
            name="adapter"
            label={t("create.provider")}
            value={name}
            onChange={setName}
            options={adapters.map(({ adapter: value, title }) => ({ value, label: title }))}
          />
          <Select
            name="place"
            label={t("create.for")}
            hint={t("create.for_hint")}
            value={place}
            onChange={setChosen}
            options={[
              ...companies.map(({ company_id, name: label }) => ({ value: company_id, label })),
              { value: shared, label: t("create.everybody") },
            ]}
          />
          {adapter?.unproven && <Notice title={t("about.unproven")}>{adapter.unproven}</Notice>}
        </Stack>
      </Card>
      <Suspense fallback={<SkeletonLines lines={6} />}>
        {adapter && (
          <AccountForm key={name} adapter={adapter} submit={t("create.action")} onSave={save} />
        )}
      </Suspense>
    </Stack>
  );
}
