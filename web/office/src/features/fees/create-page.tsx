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
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  type Content,
  create_fee_plan,
  planQuery,
  plansQuery,
  refreshFees,
  type Version,
} from "./api.ts";
import { type Draft, draftOf, emptyDraft } from "./draft.ts";
import { PlanEditor } from "./plan-editor.tsx";

export default function CreatePage() {
  const { t } = useTranslation("fees");
  const can = useCan("create_fee_plan");
  return (
    <Page title={t("create.title")} crumbs={[{ label: t("title"), to: "/fees" }]}>
      {can.allowed ? <Begin /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

/** The reserve and the days until money is available are the operator's: as the standard plan. */
function Begin() {
  const plans = useQuery(plansQuery);
  const standard = plans.data?.find((row) => row.company_id === null);
  const page = useQuery({ ...planQuery(standard?.fee_plan_id ?? ""), enabled: Boolean(standard) });
  if (plans.error) return <ErrorState error={plans.error} onRetry={() => void plans.refetch()} />;
  if (!plans.data || (standard && page.isPending)) return <SkeletonLines lines={12} />;
  const terms = page.data?.versions[0];
  return <Create draft={terms ? withTerms(terms) : emptyDraft()} />;
}

const withTerms = (version: Version): Draft => {
  const { reserve, reserve_days, settle_days } = draftOf(version);
  return { ...emptyDraft(), reserve, reserve_days, settle_days };
};

const everywhere = "installation";

function Create({ draft: start }: { draft: Draft }) {
  const { t } = useTranslation("fees");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const { data: companies = [] } = useQuery(companiesQuery);
  const installation = useCan("create_fee_plan", {});
  const [draft] = useState(start);
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
