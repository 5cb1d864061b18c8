// Everything that happened to a request, oldest first.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Timeline, type TimelineStep } from "../../ui/timeline.tsx";
import type { Approval } from "./api.ts";

export function HistoryCard({ approval }: { approval: Approval }) {
  const { t } = useTranslation("approvals");
  return (
    <Card title={t("history.title")}>
      <Timeline steps={useSteps(approval)} label={t("history.title")} />
    </Card>
  );
}

function useSteps(approval: Approval): TimelineStep[] {
  const { t } = useTranslation("approvals");
  const steps: TimelineStep[] = [
    {
      key: "asked",
      at: approval.created_at,
      title: t("history.asked", { name: approval.requested_by }),
      icon: "plus",
    },
  ];
  for (const decision of approval.decisions)
    steps.push({
      key: decision.name,
      at: decision.at,
      title: t(`history.${decision.verdict}`, { name: decision.name }),
      note: decision.reason || undefined,
      tone: decision.verdict === "approve" ? "success" : "danger",
      icon: decision.verdict === "approve" ? "check" : "x-circle",
    });
  const { state, closed_at } = approval;
  if (closed_at !== null && state !== "rejected")
    steps.push({
      key: "end",
      at: closed_at,
      title: t(`history.${state}`, { name: approval.closed_by }),
      note: state === "executed" ? undefined : (approval.closed_reason ?? undefined),
      tone: state === "executed" ? "success" : "warning",
      icon: state === "executed" ? "check-circle" : "ban",
    });
  return steps;
}
