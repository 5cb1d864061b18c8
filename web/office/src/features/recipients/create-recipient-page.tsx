// Writing a recipient down: a draft, to which nothing is paid.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, createIdempotencyKeys } from "../../api/error.ts";
import { useCan } from "../../ui/can.tsx";
import { useForm } from "../../ui/form.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { useMerchantOptions, useMerchants } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { NoPermission } from "../../ui/states.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { create_recipient, type Kind, refreshRecipients } from "./api.ts";
import {
  destinationOf,
  emptyForm,
  RecipientFields,
  schemaOf,
  type Where,
} from "./recipient-form.tsx";

export default function CreateRecipientPage() {
  const { t } = useTranslation("recipients");
  const can = useCan("create_recipient");
  return (
    <Page
      width="narrow"
      title={t("create.title")}
      note={can.allowed ? t("create.note") : undefined}
      crumbs={[{ label: t("title"), to: "/recipients" }]}
    >
      {can.allowed ? <CreateForm /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

const text = (value: string) => value.trim() || undefined;

function CreateForm() {
  const { t } = useTranslation("recipients");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [search] = useUrlState();
  const merchants = useMerchants();
  const options = useMerchantOptions();
  const [keyOf] = useState(createIdempotencyKeys);
  const [where, setWhere] = useState<Where>("bank_account" satisfies Kind);
  const form = useForm({
    schema: schemaOf(where),
    initial: { ...emptyForm, merchant_id: search.merchant_id ?? "" },
    onSubmit: async (values) => {
      const body = {
        name: values.name,
        currency: values.currency,
        holder: where === "bank_account" ? text(values.holder) : undefined,
        reference: text(values.reference),
        purpose: text(values.purpose),
        ...destinationOf(where, values),
      };
      const made = await create_recipient(values.merchant_id, keyOf(body), body);
      void refreshRecipients(queries);
      await navigate({ to: `/recipients/${made.recipient_id}` as "/" });
    },
  });
  const of = merchants.find((one) => one.merchant_id === form.values.merchant_id);
  const fits = of?.allowed_currencies.includes(form.values.currency) ?? false;
  if (of && !fits) form.set("currency", of.settlement_currency);
  return (
    <>
      <Twin failure={form.failure} />
      <RecipientFields
        form={form}
        where={where}
        onWhere={setWhere}
        currencies={of?.allowed_currencies ?? []}
        submit={t("create.submit")}
        note={t("create.next")}
        lead={
          <Select
            {...form.field("merchant_id")}
            label={t("column.merchant")}
            placeholder={t("form.choose_merchant")}
            searchable
            options={options}
          />
        }
      />
    </>
  );
}

/** The recipient that has the destination already. */
export function Twin({ failure }: { failure: unknown }) {
  const { t } = useTranslation("recipients");
  if (!(failure instanceof ApiError) || failure.code !== "recipient_exists") return null;
  const { recipient_id, name } = failure.problem.details ?? {};
  return (
    <Notice tone="warning">
      {t("form.twin")} <Link to={`/recipients/${recipient_id}`}>{name}</Link>
    </Notice>
  );
}
