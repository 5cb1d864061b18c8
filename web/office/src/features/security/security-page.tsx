// How much proof the installation asks for: what holds now, the profiles to choose from, and the
// level of every action.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Inline, Page, Stack } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { AccessCard } from "./access-card.tsx";
import { type ActionLevel, policyQuery, type SecurityPolicy } from "./api.ts";
import { ProfilesCard } from "./profiles-card.tsx";

const PolicyDialog = lazy(() => import("./policy-dialog.tsx"));

export default function SecurityPage() {
  const { t } = useTranslation("security");
  const { data: policy, error, refetch } = useQuery(policyQuery);
  return (
    <Page title={t("title")} note={t("note")}>
      {policy ? (
        <Stack>
          <PolicyCard policy={policy} />
          <AccessCard policy={policy} />
          <ProfilesCard policy={policy} />
          <LevelsCard levels={policy.levels} />
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </Page>
  );
}

function PolicyCard({ policy }: { policy: SecurityPolicy }) {
  const { t } = useTranslation("security");
  const [open, setOpen] = useState(false);
  const can = useCan("update_security_policy");
  const profile = policy.profiles.find((one) => one.key === policy.profile);
  return (
    <Card
      title={t("policy.title")}
      actions={
        <Button icon="edit" disabledReason={can.reason} onClick={() => setOpen(true)}>
          {t("policy.change")}
        </Button>
      }
    >
      <Facts
        facts={[
          { name: t("policy.profile"), value: profile?.title },
          {
            name: t("policy.refund_limit"),
            value: t("policy.units", { count: policy.refund_limit }),
          },
          ...(["refund_two_people", "payout_two_people", "batch_two_people"] as const).map(
            (name) => ({
              name: t(`policy.${name}`),
              value: t("policy.units", { count: policy[name] }),
            }),
          ),
          {
            name: t("policy.sms"),
            value: policy.sms_enabled ? (
              <Badge tone="success" icon="check-circle" text={t("policy.on")} />
            ) : (
              t(policy.can_send_sms ? "policy.off" : "policy.no_gateway")
            ),
          },
          {
            name: t("policy.countries"),
            value: policy.sms_prefixes.join(", ") || t("policy.everywhere"),
            hidden: !policy.sms_enabled,
          },
        ]}
      />
      <Suspense>{open && <PolicyDialog policy={policy} onClose={() => setOpen(false)} />}</Suspense>
    </Card>
  );
}

function LevelsCard({ levels }: { levels: readonly ActionLevel[] }) {
  const { t } = useTranslation("security");
  const columns: Column<ActionLevel>[] = [
    {
      id: "action",
      title: t("levels.action"),
      narrow: "lead",
      cell: (row) => sentence(row.operation_id),
    },
    { id: "level", title: t("levels.level"), cell: (row) => t(`levels.${row.level}`) },
    {
      id: "raised",
      title: t("levels.raised"),
      cell: (row) =>
        row.raised_when && (
          <Inline>
            {row.raised_when}
            {row.needs_second_person && <Badge tone="info" text={t("levels.second_person")} />}
          </Inline>
        ),
    },
  ];
  return (
    <Card title={t("levels.title")} note={t("levels.note")} flush>
      <DataTable
        label={t("levels.title")}
        columns={columns}
        rows={levels}
        rowKey={(row) => row.operation_id}
      />
    </Card>
  );
}
