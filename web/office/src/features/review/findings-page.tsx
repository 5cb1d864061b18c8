// The list of findings: open ones first in mind, each with what its rule means.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { Instant } from "../../ui/instant.tsx";
import { List } from "../../ui/list-page.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type Finding, findingsKey, listQuery, rules, run_review } from "./api.ts";
import { FindingDialog } from "./finding-dialog.tsx";
import style from "./review.module.css";

export default function FindingsPage() {
  const { t } = useTranslation("review");
  const can = useCan("list_review_findings");
  return (
    <Page
      title={t("title")}
      note={can.allowed ? t("note") : undefined}
      actions={can.allowed && <LookNow />}
    >
      {can.allowed ? <Findings /> : <NoPermission permission="audit:read" />}
    </Page>
  );
}

function LookNow() {
  const { t } = useTranslation("review");
  const can = useCan("run_review");
  const queries = useQueryClient();
  const toast = useToast();
  const run = useMutation({
    mutationFn: run_review,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: findingsKey });
      toast(t("looked"));
    },
  });
  return (
    <Button
      icon="search"
      busy={run.isPending}
      disabledReason={can.allowed ? undefined : can.reason}
      onClick={() => run.mutate()}
    >
      {t("look_now")}
    </Button>
  );
}

const states = ["open", "closed"] as const;

function Findings() {
  const { t } = useTranslation("review");
  const [shown, setShown] = useState<Finding>();
  return (
    <>
      <List
        list="findings"
        label={t("title")}
        columns={useColumns(setShown)}
        filters={[
          {
            kind: "choice",
            name: "state",
            label: t("column.state"),
            options: states.map((value) => ({ value, label: t(`state.${value}`) })),
          },
          {
            kind: "choice",
            name: "rule",
            label: t("column.rule"),
            options: rules.map((value) => ({ value, label: t(`rule.${value}.name`) })),
          },
        ]}
        query={listQuery}
        rowKey={(row) => row.finding_id}
        empty={
          <EmptyState icon="check-circle" title={t("empty.title")}>
            {t("empty.text")}
          </EmptyState>
        }
      />
      {shown && <FindingDialog finding={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

export function StateBadge({ state }: { state: Finding["state"] }) {
  const { t } = useTranslation("review");
  return state === "open" ? (
    <Badge tone="warning" icon="alert" text={t("state.open")} />
  ) : (
    <Badge tone="neutral" icon="check" text={t("state.closed")} />
  );
}

function useColumns(show: (finding: Finding) => void): Column<Finding>[] {
  const { t } = useTranslation("review");
  return [
    {
      id: "last_at",
      title: t("column.last_at"),
      cell: (row) => <Instant at={row.last_at} />,
      width: 160,
      always: true,
    },
    {
      id: "rule",
      title: t("column.rule"),
      cell: (row) => (
        <span className={style.rule}>
          <span>{t(`rule.${row.rule}.name`)}</span>
          <span className={style.about}>{t(`rule.${row.rule}.seen`, { count: row.count })}</span>
        </span>
      ),
      always: true,
    },
    {
      id: "state",
      title: t("column.state"),
      narrow: "trail",
      cell: (row) => <StateBadge state={row.state} />,
      width: 110,
      always: true,
    },
    {
      id: "subject",
      title: t("column.subject"),
      cell: (row) => (
        <span className={style.subject} title={row.subject}>
          {row.subject}
        </span>
      ),
    },
    {
      id: "closed_by",
      title: t("column.closed_by"),
      narrow: "hidden",
      cell: (row) => row.closed_by ?? "–",
    },
    {
      id: "look",
      title: t("column.look"),
      align: "end",
      width: 120,
      cell: (row) => (
        <Button size="small" onClick={() => show(row)}>
          {t(row.state === "open" ? "look" : "read")}
        </Button>
      ),
    },
  ];
}
