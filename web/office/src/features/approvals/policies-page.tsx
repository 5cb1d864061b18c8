// Every policy in plain words: what needs whose approval, and the rule that is built in.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline, Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { type Policies, type Policy, policiesQuery } from "./api.ts";
import style from "./approvals.module.css";
import { usePlaceName } from "./place-text.tsx";
import { policyText } from "./policy-words.ts";
import { useNaming } from "./use-naming.ts";

export default function PoliciesPage() {
  const { t } = useTranslation("approvals");
  const can = useCan("list_approval_policies");
  return (
    <Page
      title={t("policies.title")}
      note={can.allowed ? t("policies.note") : undefined}
      crumbs={[{ label: t("title"), to: "/approvals" }]}
      actions={
        can.allowed && (
          <ButtonLink to="/approval-policies/create" variant="primary" icon="plus">
            {t("policies.create")}
          </ButtonLink>
        )
      }
    >
      {can.allowed ? <Loaded /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

function Loaded() {
  const answer = useQuery(policiesQuery);
  if (answer.data) return <PolicyCards policies={answer.data} />;
  return (
    <Card>
      {answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </Card>
  );
}

function PolicyCards({ policies }: { policies: Policies }) {
  const { t } = useTranslation("approvals");
  return (
    <>
      <Card title={t("policies.built_in")}>
        <p className={style.sentence}>
          <Icon name="lock" size={13} /> {t("policies.built_in_text")}
        </p>
      </Card>
      {policies.rows.length === 0 ? (
        <Card>
          <EmptyState
            icon="shield"
            title={t("policies.empty")}
            action={
              <ButtonLink to="/approval-policies/create" icon="plus">
                {t("policies.create")}
              </ButtonLink>
            }
          >
            {t("policies.empty_text")}
          </EmptyState>
        </Card>
      ) : (
        policies.rows.map((policy) => (
          <PolicyCard key={policy.policy_id} policy={policy} time_zone={policies.time_zone} />
        ))
      )}
    </>
  );
}

function PolicyCard({ policy, time_zone }: { policy: Policy; time_zone: string }) {
  const { t } = useTranslation("approvals");
  const naming = useNaming(time_zone);
  const placeName = usePlaceName();
  return (
    <Card
      title={policy.name}
      note={placeName(policy)}
      actions={
        policy.can_change ? (
          <ButtonLink size="small" icon="edit" to={`/approval-policies/${policy.policy_id}`}>
            {t("policies.change")}
          </ButtonLink>
        ) : (
          <Button size="small" disabledReason={t("policies.from_above")}>
            {t("policies.change")}
          </Button>
        )
      }
    >
      <div className={style.policy}>
        <p className={policy.is_active ? style.sentence : `${style.sentence} ${style.off}`}>
          {policyText(policy, naming)}
        </p>
        <Inline>
          {policy.is_active ? (
            <Badge tone="success" icon="check-circle" text={t("policies.on")} />
          ) : (
            <Badge icon="pause" text={t("policies.off")} />
          )}
          <span className={style.faint}>
            {t("policies.changed_by", { name: policy.updated_by })}{" "}
            <Instant at={policy.updated_at} />
          </span>
        </Inline>
        {policy.is_active && policy.people < policy.approvers + 1 && (
          <Notice tone="warning" title={t("policies.few", { count: policy.people })}>
            {t("policies.few_text", { count: policy.approvers })}
          </Notice>
        )}
      </div>
    </Card>
  );
}
