// What was said and done about an escalation, oldest first, and saying something more.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { useStatusWord } from "../../ui/status.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { Timeline, type TimelineStep } from "../../ui/timeline.tsx";
import {
  type Escalation,
  type EscalationDetail,
  type EscalationStep,
  refreshEscalations,
  reply_to_escalation,
} from "./api.ts";
import style from "./support.module.css";

export function Conversation({ detail }: { detail: EscalationDetail }) {
  const { t } = useTranslation("support");
  const { escalation, steps } = detail;
  const tell = useStepText();
  const first: TimelineStep = {
    key: "note",
    at: escalation.created_at,
    title: t("step.flagged", { name: escalation.created_by_name }),
    note: <p className={style.said}>{escalation.note}</p>,
    tone: "warning",
    icon: "flag",
  };
  return (
    <>
      <Card title={t("one.story")}>
        <Timeline label={t("one.story")} steps={[first, ...steps.map(tell)]} />
      </Card>
      <ReplyCard escalation={escalation} />
    </>
  );
}

function useStepText() {
  const { t } = useTranslation("support");
  const word = useStatusWord();
  function changes(changed: Record<string, string>) {
    const texts: string[] = [];
    if (changed.state) texts.push(t("step.state", { word: word("escalation", changed.state) }));
    if (changed.priority)
      texts.push(t("step.priority", { word: word("priority", changed.priority) }));
    if (changed.queue)
      texts.push(t("step.queue", { word: t(`desk.${changed.queue}` as "nobody") }));
    if (changed.assignee !== undefined)
      texts.push(
        changed.assignee ? t("step.assigned", { name: changed.assignee }) : t("step.unassigned"),
      );
    return texts.join(". ") || t("step.nothing");
  }
  return (step: EscalationStep): TimelineStep => {
    const reply = step.kind === "reply";
    const who = { name: step.author_name };
    return {
      key: step.step_id,
      at: step.at,
      title: reply
        ? t(step.from_work ? "step.desk_said" : "step.asker_said", who)
        : t("step.changed", who),
      note: reply ? (
        <p className={style.said}>{step.text}</p>
      ) : (
        changes((step.changed ?? {}) as Record<string, string>)
      ),
      tone: reply ? "info" : "neutral",
      icon: reply ? "send" : "edit",
    };
  };
}

const note_max = 2000;
const schema = z.object({
  text: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(note_max, "too_long")),
});

function ReplyCard({ escalation }: { escalation: Escalation }) {
  const { t } = useTranslation("support");
  const queries = useQueryClient();
  const place = { company_id: escalation.company_id, merchant_id: escalation.merchant_id };
  const asks = useCan("create_escalation", place);
  const works = useCan("update_escalation", place);
  const form = useForm({
    schema,
    initial: { text: "" },
    onSubmit: async ({ text }) => {
      await reply_to_escalation(escalation.escalation_id, text);
      form.reset();
      await refreshEscalations(queries);
    },
  });
  const reason = asks.allowed || works.allowed ? false : works.reason;
  return (
    <Card title={t("reply.title")}>
      <FormBody
        form={form}
        label={t("reply.title")}
        actions={
          <Button
            type="submit"
            variant="primary"
            icon="send"
            busy={form.busy}
            disabledReason={reason}
          >
            {t("reply.send")}
          </Button>
        }
      >
        <TextArea
          {...form.field("text")}
          label={t("reply.text")}
          hint={escalation.state === "resolved" ? t("reply.reopens") : t("reply.hint")}
          maxLength={note_max}
        />
      </FormBody>
    </Card>
  );
}
