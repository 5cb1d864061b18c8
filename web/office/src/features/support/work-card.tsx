// Working on an escalation: taking it, handing it over, its state, priority and desk.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { useSession } from "../../ui/session.tsx";
import { Status, useStatusWord } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  type Escalation,
  refreshEscalations,
  type UpdateEscalation,
  update_escalation,
  workersQuery,
} from "./api.ts";

export function WorkCard({ escalation }: { escalation: Escalation }) {
  const { t } = useTranslation("support");
  const place = { company_id: escalation.company_id, merchant_id: escalation.merchant_id };
  const can = useCan("update_escalation", place);
  const { change, busy, failure } = useChange(escalation);
  return (
    <Card title={t("work.title")}>
      <Stack gap={12}>
        {failure !== undefined && <ProblemNotice error={failure} />}
        {can.allowed ? (
          <Fields escalation={escalation} busy={busy} change={change} />
        ) : (
          <Plain escalation={escalation} />
        )}
        <NextSteps escalation={escalation} busy={busy} change={change} reason={can.reason} />
      </Stack>
    </Card>
  );
}

type Change = (part: Omit<UpdateEscalation, "version">) => void;

function useChange(escalation: Escalation) {
  const { t } = useTranslation("support");
  const queries = useQueryClient();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  async function run(part: Omit<UpdateEscalation, "version">) {
    setBusy(true);
    setFailure(undefined);
    try {
      await update_escalation(escalation.escalation_id, { version: escalation.version, ...part });
    } catch (error) {
      // Somebody was faster: their version is shown, and the person decides again.
      if (isProblem(error, "version_changed")) toast(t("work.changed"), { tone: "danger" });
      else setFailure(error);
    } finally {
      await refreshEscalations(queries);
      setBusy(false);
    }
  }
  return { change: (part: Omit<UpdateEscalation, "version">) => void run(part), busy, failure };
}

const queues = ["operations", "risk", "finance", "technical"] as const;
const priorities = ["urgent", "high", "normal", "low"] as const;

interface WorkProps {
  escalation: Escalation;
  busy: boolean;
  change: Change;
}

function Fields({ escalation, busy, change }: WorkProps) {
  const { t } = useTranslation("support");
  const word = useStatusWord();
  const { data: workers = [] } = useQuery(workersQuery(escalation.escalation_id));
  const people = workers.map(({ user_id, name }) => ({ value: user_id, label: name }));
  const { assignee_id, assignee_name } = escalation;
  // Whoever has it stays on the list, also when they may no longer take one.
  if (assignee_id && !people.some(({ value }) => value === assignee_id))
    people.push({ value: assignee_id, label: assignee_name });
  return (
    <>
      <Select
        name="assignee"
        label={t("column.assignee")}
        placeholder={t("nobody")}
        clearable
        value={assignee_id ?? ""}
        onChange={(value) => change({ assignee_id: value })}
        options={people}
        disabled={busy}
      />
      <Select
        name="priority"
        label={t("column.priority")}
        value={escalation.priority}
        onChange={(value) => change({ priority: value as Escalation["priority"] })}
        options={priorities.map((one) => ({ value: one, label: word("priority", one) }))}
        disabled={busy}
      />
      <Select
        name="queue"
        label={t("column.queue")}
        value={escalation.queue}
        onChange={(value) => change({ queue: value as Escalation["queue"] })}
        options={queues.map((one) => ({ value: one, label: t(`desk.${one}`) }))}
        disabled={busy}
      />
    </>
  );
}

function Plain({ escalation }: { escalation: Escalation }) {
  const { t } = useTranslation("support");
  return (
    <Facts
      facts={[
        { name: t("column.assignee"), value: escalation.assignee_name || t("nobody") },
        {
          name: t("column.priority"),
          value: <Status kind="priority" value={escalation.priority} />,
        },
        { name: t("column.queue"), value: t(`desk.${escalation.queue}`) },
      ]}
    />
  );
}

function NextSteps({ escalation, busy, change, reason }: WorkProps & { reason: string | false }) {
  const { t } = useTranslation("support");
  const { user } = useSession();
  const { state, assignee_id } = escalation;
  const mine = assignee_id === user.user_id;
  const take = { state: "in_progress" as const, assignee_id: user.user_id };
  const button = (key: string, part: Parameters<Change>[0], primary = false) => (
    <Button
      key={key}
      variant={primary ? "primary" : "default"}
      busy={busy}
      disabledReason={reason}
      onClick={() => change(part)}
    >
      {t(`work.${key}` as "work.take")}
    </Button>
  );
  if (state === "resolved") return <Inline>{button("reopen", { state: "open" })}</Inline>;
  return (
    <Inline>
      {!mine && button("take", take, true)}
      {state !== "waiting" && button("wait", { state: "waiting" })}
      {state === "waiting" && button("go_on", { state: "in_progress" })}
      {button("resolve", { state: "resolved" }, mine)}
    </Inline>
  );
}
