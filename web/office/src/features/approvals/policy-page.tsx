// Changing or removing one policy.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  delete_policy,
  type Policies,
  type Policy,
  policiesQuery,
  refreshPolicies,
  update_policy,
} from "./api.ts";
import { usePlaceName } from "./place-text.tsx";
import type { PolicyTerms } from "./policy-form.tsx";
import { PolicyForm } from "./policy-form-later.tsx";

export default function PolicyPage() {
  const { t } = useTranslation("approvals");
  const { policy_id = "" } = useParams({ strict: false }) as { policy_id?: string };
  const can = useCan("update_approval_policy");
  const answer = useQuery({ ...policiesQuery, enabled: can.allowed });
  const policy = answer.data?.rows.find((one) => one.policy_id === policy_id);
  const placeName = usePlaceName();
  return (
    <Page
      title={policy?.name ?? t("policies.title")}
      note={policy && placeName(policy)}
      width="narrow"
      crumbs={[{ label: t("policies.title"), to: "/approval-policies" }]}
    >
      {!can.allowed ? (
        <NoPermission permission={can.permission} />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : !answer.data ? (
        <SkeletonLines lines={10} />
      ) : policy ? (
        <Editor key={policy.version} policies={answer.data} policy={policy} />
      ) : (
        <EmptyState icon="search" title={t("policies.gone")}>
          {t("policies.gone_text")}
        </EmptyState>
      )}
    </Page>
  );
}

function Editor({ policies, policy }: { policies: Policies; policy: Policy }) {
  const { t } = useTranslation("approvals");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [removing, setRemoving] = useState(false);
  const above = !policy.can_change && t("policies.from_above");
  async function save(_place: string, _kind: string, terms: PolicyTerms) {
    const { policy_id, version } = policy;
    await update_policy(policy_id, { ...terms, version });
    void refreshPolicies(queries);
    toast(t("policies.saved"));
    void navigate({ to: "/approval-policies" });
  }
  async function remove() {
    await delete_policy(policy);
    toast(t("policies.removed"));
    void refreshPolicies(queries);
    void navigate({ to: "/approval-policies" });
  }
  return (
    <>
      <PolicyForm policies={policies} policy={policy} onSave={save} submit={t("policies.save")}>
        <Button
          variant="danger"
          icon="trash"
          disabledReason={above}
          onClick={() => setRemoving(true)}
        >
          {t("policies.remove")}
        </Button>
        <ButtonLink to="/approval-policies">{t("decide.cancel")}</ButtonLink>
      </PolicyForm>
      {removing && (
        <Confirm
          open
          danger
          onClose={() => setRemoving(false)}
          title={t("policies.remove_title", { name: policy.name })}
          consequence={t("policies.remove_text")}
          action={t("policies.remove")}
          onConfirm={remove}
        />
      )}
    </>
  );
}
