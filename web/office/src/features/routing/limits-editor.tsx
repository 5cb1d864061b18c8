// Changing the schemes' limits: every row at once, with a reason, as one new version.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { sentence } from "../../lib/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { change_retry_caps, type LimitsPage, refreshLimits } from "./api.ts";
import {
  blankLimit,
  capOf,
  covers,
  draftOf,
  hasCode,
  isFine,
  kinds,
  type LimitDraft,
  schemes,
  troublesOf,
} from "./limits.ts";
import style from "./routing.module.css";

const rows_most = 40;
const schema = z.object({ reason: required() });

export default function LimitsEditor({ page, onDone }: { page: LimitsPage; onDone: () => void }) {
  const { t } = useTranslation("routing");
  const queries = useQueryClient();
  const toast = useToast();
  const [rows, setRows] = useState(() => page.rows.map(draftOf));
  const [shown, setShown] = useState(false);
  const form = useForm({
    schema,
    initial: { reason: "" },
    onSubmit: async ({ reason }) => {
      setShown(true);
      if (!isFine(rows)) return;
      await change_retry_caps({ version: page.version, rows: rows.map(capOf), reason });
      void refreshLimits(queries);
      toast(t("limits.done"));
      onDone();
    },
  });
  const put = (next: LimitDraft) => setRows(rows.map((one) => (one.key === next.key ? next : one)));
  return (
    <Card title={t("limits.change")} note={t("limits.change_note")}>
      <FormBody
        form={form}
        label={t("limits.change")}
        actions={
          <>
            <Button onClick={onDone}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("limits.save")}
            </Button>
          </>
        }
      >
        <Stack>
          <ol className={style.rules}>
            {rows.map((row, index) => (
              <LimitRow
                key={row.key}
                row={row}
                n={index + 1}
                shown={shown}
                put={put}
                remove={() => setRows(rows.filter((one) => one.key !== row.key))}
              />
            ))}
          </ol>
          <div className={style.fit}>
            <Button
              size="small"
              icon="plus"
              disabledReason={rows.length >= rows_most && t("limits.full")}
              onClick={() => setRows([...rows, blankLimit()])}
            >
              {t("limits.add")}
            </Button>
          </div>
          <TextField
            {...form.field("reason")}
            label={t("limits.reason")}
            hint={t("limits.reason_hint")}
            maxLength={500}
          />
        </Stack>
      </FormBody>
    </Card>
  );
}

function LimitRow({
  row,
  n,
  shown,
  put,
  remove,
}: {
  row: LimitDraft;
  n: number;
  shown: boolean;
  put: (row: LimitDraft) => void;
  remove: () => void;
}) {
  const { t } = useTranslation("routing");
  const troubles = shown ? troublesOf(row) : {};
  const wrong = (name: keyof typeof troubles) =>
    troubles[name] && t(`limits.wrong.${troubles[name]}` as "limits.wrong.hours");
  const name = t("limits.row", { n });
  const coded = hasCode(row.kind);
  return (
    <li className={style.limit}>
      <fieldset className={style.limitFields}>
        <legend className={style.spoken}>{name}</legend>
        <Select
          name={`scheme-${n}`}
          label={t("limits.scheme")}
          value={row.scheme}
          onChange={(scheme) => put({ ...row, scheme })}
          options={schemes.map((value) => ({ value, label: sentence(value) }))}
        />
        <Select
          name={`kind-${n}`}
          label={t("limits.about")}
          value={row.kind}
          onChange={(kind) => put({ ...row, kind: kind as LimitDraft["kind"] })}
          options={kinds.map((value) => ({ value, label: t(`limits.kind.${value}`) }))}
        />
        {coded && (
          <TextField
            name={`code-${n}`}
            label={t(row.kind === "category" ? "limits.category" : "limits.advice")}
            value={row.code}
            error={wrong("code")}
            maxLength={2}
            inputMode="numeric"
            onChange={(code) => put({ ...row, code })}
          />
        )}
        <NumberField
          name={`attempts-${n}`}
          label={t("limits.attempts")}
          hint={coded ? t("limits.attempts_hint") : undefined}
          value={row.attempts}
          error={wrong("attempts")}
          onChange={(attempts) => put({ ...row, attempts })}
        />
        <NumberField
          name={`hours-${n}`}
          label={t("limits.within")}
          value={row.hours}
          error={wrong("hours")}
          unit={t("limits.unit")}
          onChange={(hours) => put({ ...row, hours })}
        />
        <Select
          name={`covers-${n}`}
          label={t("limits.refuses")}
          value={row.covers}
          onChange={(value) => put({ ...row, covers: value as LimitDraft["covers"] })}
          options={covers.map((value) => ({ value, label: t(`limits.covers.${value}`) }))}
        />
        <div className={style.whole}>
          <TextField
            name={`source-${n}`}
            label={t("limits.source")}
            value={row.source}
            error={wrong("source")}
            optional
            maxLength={200}
            onChange={(source) => put({ ...row, source })}
          />
        </div>
      </fieldset>
      <IconButton icon="trash" label={t("limits.remove", { name })} onClick={remove} />
    </li>
  );
}
