// The operator's queue of questions and feedback: who sent it, from which page, and the answer.
import { useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { isProblem } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Checkbox } from "../../ui/choice-field.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import type { Filter } from "../../ui/filter-bar/filter.ts";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Instant } from "../../ui/instant.tsx";
import { ListPage } from "../../ui/list-page.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { answer_feedback, type Feedback, kinds, listQuery, refreshFeedback } from "./api.ts";
import { FeedbackBadge } from "./feedback-badge.tsx";
import style from "./help.module.css";

export default function FeedbackPage() {
  const { t } = useTranslation("help");
  const can = useCan("list_feedback");
  if (can.allowed) return <Queue />;
  return (
    <Page title={t("queue.title")}>
      <NoPermission permission="feedback:read" />
    </Page>
  );
}

function Queue() {
  const { t } = useTranslation("help");
  const [chosen, setChosen] = useState<Feedback>();
  const columns = useMemo(() => queueColumns(t, setChosen), [t]);
  return (
    <>
      <ListPage
        title={t("queue.title")}
        note={t("queue.note")}
        list="feedback"
        label={t("queue.title")}
        columns={columns}
        filters={filters(t)}
        query={listQuery}
        rowKey={(row) => row.feedback_id}
        empty={
          <EmptyState icon="check-circle" title={t("queue.empty")}>
            {t("queue.empty_text")}
          </EmptyState>
        }
      />
      {chosen && <AnswerDialog one={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

const filters = (t: TFunction<"help">): Filter[] => [
  {
    kind: "choice",
    name: "state",
    label: t("column.state"),
    options: [
      { value: "all", label: t("queue.all") },
      ...["answered", "closed"].map((value) => ({ value, label: t(`state.${value}`) })),
    ],
  },
  {
    kind: "choice",
    name: "kind",
    label: t("column.kind"),
    options: kinds.map((value) => ({ value, label: t(`kind.${value}`) })),
  },
];

const queueColumns = (t: TFunction<"help">, show: (row: Feedback) => void): Column<Feedback>[] => [
  {
    id: "state",
    title: t("column.state"),
    cell: (row) => <FeedbackBadge state={row.state} />,
    width: 120,
  },
  { id: "kind", title: t("column.kind"), cell: (row) => t(`kind.${row.kind}`), width: 100 },
  { id: "text", title: t("column.text"), cell: (row) => row.text },
  { id: "user", title: t("column.user"), cell: (row) => row.user_name, width: 180 },
  { id: "section", title: t("column.section"), cell: (row) => row.section, width: 180 },
  {
    id: "created_at",
    title: t("column.created_at"),
    cell: (row) => <Instant at={row.created_at} as="relative" />,
    width: 120,
  },
  {
    id: "act",
    title: t("column.act"),
    align: "end",
    width: 110,
    cell: (row) => (
      <Button
        size="small"
        aria-label={`${t(row.state === "closed" ? "look" : "answer.open")}: ${row.user_name}`}
        onClick={() => show(row)}
      >
        {t(row.state === "closed" ? "look" : "answer.open")}
      </Button>
    ),
    always: true,
  },
];

const schema = z.object({
  answer: z.string().check(z.trim(), z.maxLength(2000, "too_long")),
  close: z.boolean(),
});

function AnswerDialog({ one, onClose }: { one: Feedback; onClose: () => void }) {
  const { t } = useTranslation("help");
  const can = useCan("answer_feedback");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema,
    initial: { answer: one.answer, close: false },
    onSubmit: async ({ answer, close }) => {
      try {
        await answer_feedback(one.feedback_id, { version: one.version, answer, close });
      } catch (error) {
        if (isProblem(error, "version_changed")) await refreshFeedback(queries);
        throw error;
      }
      await refreshFeedback(queries);
      toast(t("answer.done"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t(`kind.${one.kind}`)}>
      <p className={style.said}>{one.text}</p>
      <p className={style.quiet}>
        {t("answer.from", { name: one.user_name, section: one.section })}{" "}
        <Instant at={one.created_at} />
      </p>
      {one.state === "closed" ? (
        <>
          {one.answer && <p className={style.answer}>{one.answer}</p>}
          <DialogActions>
            <Button onClick={onClose}>{t("answer.leave")}</Button>
          </DialogActions>
        </>
      ) : (
        <FormBody
          form={form}
          actions={
            <DialogActions>
              <Button onClick={onClose}>{t("answer.later")}</Button>
              <Button type="submit" variant="primary" busy={form.busy} disabledReason={can.reason}>
                {t("answer.send")}
              </Button>
            </DialogActions>
          }
        >
          <TextArea
            {...form.field("answer")}
            label={t("answer.text")}
            hint={t("answer.hint", { name: one.user_name })}
            maxLength={2000}
            rows={5}
          />
          <Checkbox {...form.field("close")} label={t("answer.close")} />
        </FormBody>
      )}
    </Dialog>
  );
}
