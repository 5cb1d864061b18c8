// A plan from nothing, or from a copy of another one.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createIdempotencyKeys } from "../../api/error.ts";
import { useCan } from "../../ui/can.tsx";
import { Page } from "../../ui/page.tsx";
import { companiesQuery } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { NoPermission } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type Content, create_fee_plan, refreshFees } from "./api.ts";
import { emptyDraft } from "./draft.ts";
import { PlanEditor } from "./plan-editor.tsx";

export default function CreatePage() {
  const { t } = useTranslation("fees");
  const can = useCan("create_fee_plan");
  return (
    <Page title={t("create.title")} crumbs={[{ label: t("title"), to: "/fees" }]}>
      {can.allowed ? <Create /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

const everywhere = "installation";

function Create() {
  const { t } = useTranslation("fees");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const { data: companies = [] } = useQuery(companiesQuery);
  const installation = useCan("create_fee_plan", {});
  const [draft] = useState(emptyDraft);
  const [place, setPlace] = useState("");
  const [keyOf] = useState(createIdempotencyKeys);
  const options = companies.map(({ company_id, name }) => ({ value: company_id, label: name }));
  if (installation.allowed) options.unshift({ value: everywhere, label: t("installation") });
  const chosen = place || options[0]?.value || "";
  async function save(content: Content) {
    const company_id = chosen === everywhere ? undefined : chosen;
    const body = company_id ? { ...content, company_id } : content;
    const made = await create_fee_plan(keyOf(body), body);
    toast(t("create.done", { name: made.name }));
    void refreshFees(queries);
    void navigate({ to: `/fees/${made.fee_plan_id}` });
  }
  return (
    <PlanEditor
      start={draft}
      action={t("create.action")}
      onSave={save}
      first={
        options.length > 1 && (
          <Select
            label={t("field.place")}
            hint={t("create.place_hint")}
            options={options}
            value={chosen}
            onChange={setPlace}
          />
        )
      }
    />
  );
}
