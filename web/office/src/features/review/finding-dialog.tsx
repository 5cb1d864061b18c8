// One finding: what the rule means, the entries behind it, and what somebody said about it.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Stack } from "../../ui/page.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { close_review_finding, type Finding, findingsKey } from "./api.ts";
import style from "./review.module.css";

export function FindingDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const { t } = useTranslation("review");
  return (
    <Dialog open onClose={onClose} title={t(`rule.${finding.rule}.name`)}>
      <Stack>
        <p>{t(`rule.${finding.rule}.meaning`)}</p>
        <Facts facts={useFindingFacts(finding)} />
        {finding.state === "open" ? (
          <CloseForm finding={finding} onClose={onClose} />
        ) : (
          <DialogActions>
            <Button onClick={onClose}>{t("done")}</Button>
          </DialogActions>
        )}
      </Stack>
    </Dialog>
  );
}

function useFindingFacts(finding: Finding): Fact[] {
  const { t } = useTranslation("review");
  return [
    { name: t("column.subject"), value: finding.subject },
    { name: t("fact.first_at"), value: <Instant at={finding.first_at} as="second" /> },
    { name: t("column.last_at"), value: <Instant at={finding.last_at} as="second" /> },
    { name: t("fact.entries"), value: <Entries finding={finding} /> },
    {
      name: t("column.closed_by"),
      value: finding.closed_at !== null && (
        <span>
          {finding.closed_by}, <Instant at={finding.closed_at} />
        </span>
      ),
      hidden: finding.closed_at === null,
    },
    { name: t("fact.note"), value: finding.note, hidden: finding.note === null },
  ];
}

function Entries({ finding }: { finding: Finding }) {
  const { t } = useTranslation("review");
  const more = finding.count - finding.audit_ids.length;
  return (
    <span className={style.entries}>
      {finding.audit_ids.map((audit_id, index) => (
        <Link
          key={audit_id}
          to={`/audit/${audit_id}`}
          aria-label={t("entry", { number: index + 1 })}
        >
          {index + 1}
        </Link>
      ))}
      {more > 0 && <span>{t("more", { count: more })}</span>}
    </span>
  );
}

const schema = z.object({
  note: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(1000, "too_long")),
});

function CloseForm({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const { t } = useTranslation("review");
  const can = useCan("close_review_finding");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema,
    initial: { note: finding.note ?? "" },
    onSubmit: async ({ note }) => {
      await close_review_finding(finding, note);
      await queries.invalidateQueries({ queryKey: findingsKey });
      toast(t("closed"));
      onClose();
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <DialogActions>
          <Button onClick={onClose}>{t("later")}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={form.busy}
            disabledReason={can.allowed ? undefined : can.reason}
          >
            {t("close")}
          </Button>
        </DialogActions>
      }
    >
      <TextArea {...form.field("note")} label={t("fact.note")} hint={t("note_hint")} />
    </FormBody>
  );
}
