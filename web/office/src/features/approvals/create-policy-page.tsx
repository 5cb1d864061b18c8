// A new policy: what needs approval, under which conditions, by how many.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Page } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import { create_policy, policiesQuery, refreshPolicies } from "./api.ts";
import { placeOf } from "./place-options.ts";
import type { PolicyTerms } from "./policy-form.tsx";
import { PolicyForm } from "./policy-form-later.tsx";

export default function CreatePolicyPage() {
  const { t } = useTranslation("approvals");
  const can = useCan("create_approval_policy");
  return (
    <Page
      title={t("policies.create")}
      width="narrow"
      crumbs={[{ label: t("policies.title"), to: "/approval-policies" }]}
    >
      {can.allowed ? <Loaded /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

function Loaded() {
  const { t } = useTranslation("approvals");
  const answer = useQuery(policiesQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  async function save(place: string, kind: string, terms: PolicyTerms) {
    await create_policy({ ...terms, kind, ...placeOf(place) });
    void refreshPolicies(queries);
    toast(t("policies.saved"));
    void navigate({ to: "/approval-policies" });
  }
  if (!answer.data)
    return answer.error ? (
      <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
    ) : (
      <SkeletonLines lines={10} />
    );
  return (
    <PolicyForm policies={answer.data} onSave={save} submit={t("policies.create")}>
      <ButtonLink to="/approval-policies">{t("decide.cancel")}</ButtonLink>
    </PolicyForm>
  );
}
