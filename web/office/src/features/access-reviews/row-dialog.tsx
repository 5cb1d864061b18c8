// One row in full: every right it grants, and what is decided about it, with a note.
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
import { Select } from "../../ui/select-field.tsx";
import { Badge } from "../../ui/status.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import style from "./access-reviews.module.css";
import { type AccessReview, type AccessRow, decide_access_rows, reviewsKey } from "./api.ts";

export default function RowDialog({
  review,
  row,
  onClose,
}: {
  review: AccessReview;
  row: AccessRow;
  onClose: () => void;
}) {
  const { t } = useTranslation("access_reviews");
  return (
    <Dialog open onClose={onClose} title={row.title}>
      <Stack>
        <Facts facts={useRowFacts(row)} />
        {review.state === "open" ? (
          <DecideForm review={review} row={row} onClose={onClose} />
        ) : (
          <DialogActions>
            <Button onClick={onClose}>{t("close")}</Button>
          </DialogActions>
        )}
      </Stack>
    </Dialog>
  );
}

function useRowFacts(row: AccessRow): Fact[] {
  const { t } = useTranslation("access_reviews");
  const decided = row.decided_at !== null;
  return [
    {
      name: t("column.holder"),
      value: row.user_id ? (
        <Link to={`/people/${row.user_id}`}>{row.holder}</Link>
      ) : (
        t("rows.nobody")
      ),
    },
    { name: t("rows.email"), value: row.email, hidden: row.email === "" },
    { name: t("column.place"), value: row.place },
    { name: t("rows.granted_at"), value: <Instant at={row.granted_at} /> },
    {
      name: t("rows.expires_at"),
      value: row.expires_at !== null && <Instant at={row.expires_at} />,
      hidden: row.expires_at === null,
    },
    {
      name: t("rows.rights", { count: row.rights.length }),
      value: (
        <span className={style.rights}>
          {row.rights.map((right) => (
            <Badge key={right} text={right} />
          ))}
        </span>
      ),
      hidden: row.rights.length === 0,
    },
    {
      name: t("rows.decided"),
      value: decided && (
        <>
          {t(`decision.${row.decision}`)}, {row.decided_by},{" "}
          <Instant at={row.decided_at as number} />
        </>
      ),
      hidden: !decided,
    },
    { name: t("one.note"), value: row.note, hidden: row.note === null },
  ];
}

const schema = z
  .object({
    decision: z.string(),
    note: z.string().check(z.trim(), z.maxLength(1000, "too_long")),
  })
  .check(
    z.refine((values) => values.decision !== "remove" || values.note !== "", {
      path: ["note"],
      message: "required",
    }),
  );

function DecideForm({
  review,
  row,
  onClose,
}: {
  review: AccessReview;
  row: AccessRow;
  onClose: () => void;
}) {
  const { t } = useTranslation("access_reviews");
  const can = useCan("decide_access_rows");
  const queries = useQueryClient();
  const form = useForm({
    schema,
    initial: {
      decision: row.decision === "undecided" ? "keep" : (row.decision as string),
      note: row.note ?? "",
    },
    onSubmit: async ({ decision, note }) => {
      await decide_access_rows(review.access_review_id, {
        row_ids: [row.row_id],
        decision: decision as AccessRow["decision"],
        note,
      });
      await queries.invalidateQueries({ queryKey: reviewsKey });
      onClose();
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <DialogActions>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" variant="primary" busy={form.busy} disabledReason={can.reason}>
            {t("rows.save")}
          </Button>
        </DialogActions>
      }
    >
      <Select
        {...form.field("decision")}
        label={t("column.decision")}
        options={(["keep", "remove", "undecided"] as const).map((value) => ({
          value,
          label: t(`decision.${value}`),
        }))}
      />
      <TextArea {...form.field("note")} label={t("one.note")} hint={t("rows.note_hint")} />
    </FormBody>
  );
}
