// Changing what passwords have to be like and how long sessions last. A version that somebody else
// changed meanwhile is refused and the page shows theirs.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { isProblem } from "../../api/error.ts";
import { enterSession } from "../../api/session.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Switch } from "../../ui/choice-field.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FieldRow, FormBody, required, useForm, wholeNumber } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { policyQuery, type SecurityPolicy, update_security_policy } from "./api.ts";

const schema = z.object({
  password_profile: required(),
  password_length_min: wholeNumber(),
  passwords_remembered: wholeNumber(),
  idle_minutes: wholeNumber(),
  session_hours: wholeNumber(),
  sessions_max: wholeNumber(),
  everybody_changes_password: z.boolean(),
});

export default function AccessDialog({
  policy,
  onClose,
}: {
  policy: SecurityPolicy;
  onClose: () => void;
}) {
  const { t } = useTranslation("security");
  const queries = useQueryClient();
  const toast = useToast();
  const [seen, setSeen] = useState(policy);
  const [conflict, setConflict] = useState(false);
  const profile = policy.profiles.find((one) => one.key === policy.profile);
  const most = (profile?.idle_ms ?? 0) / 60_000;
  const fixed = most <= 5;
  const form = useForm({
    schema,
    initial: {
      password_profile: policy.password_profile as string,
      password_length_min: String(policy.password_length_min),
      passwords_remembered: String(policy.passwords_remembered),
      idle_minutes: String(Math.min(policy.idle_minutes, most)),
      session_hours: String(policy.session_hours),
      sessions_max: String(policy.sessions_max),
      everybody_changes_password: false,
    },
    onSubmit: async ({ idle_minutes, ...values }) => {
      try {
        const saved = await update_security_policy({
          ...values,
          ...(fixed ? {} : { idle_minutes }),
          version: seen.version,
        });
        queries.setQueryData(policyQuery.queryKey, saved);
        // One's own session has ended with everybody's.
        if (values.everybody_changes_password) enterSession(queries, null);
      } catch (error) {
        if (!isProblem(error, "version_changed")) throw error;
        setSeen(await queries.fetchQuery({ ...policyQuery, staleTime: 0 }));
        setConflict(true);
        throw new Canceled();
      }
      toast(t("policy.saved"));
      onClose();
    },
  });
  const number = (name: "password_length_min" | "passwords_remembered" | "session_hours") => (
    <TextField
      {...form.field(name)}
      label={t(`access.${name}`)}
      hint={t(`access.${name}_hint`)}
      inputMode="numeric"
    />
  );
  const chosen = policy.password_profiles.find((one) => one.key === form.values.password_profile);
  return (
    <Dialog open onClose={onClose} title={t("access.dialog")}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("policy.save")}
            </Button>
          </DialogActions>
        }
      >
        {conflict && (
          <Notice tone="warning" title={t("policy.conflict")}>
            {t("policy.conflict_text")}
          </Notice>
        )}
        <Select
          {...form.field("password_profile")}
          label={t("access.password_profile")}
          hint={chosen?.description}
          options={policy.password_profiles.map((one) => ({ value: one.key, label: one.title }))}
        />
        <FieldRow>
          {number("password_length_min")}
          {number("passwords_remembered")}
        </FieldRow>
        <FieldRow>
          <TextField
            {...form.field("idle_minutes")}
            label={t("access.idle_minutes")}
            hint={fixed ? t("access.idle_fixed") : t("access.idle_minutes_hint", { most })}
            inputMode="numeric"
            disabled={fixed}
          />
          {number("session_hours")}
        </FieldRow>
        <TextField
          {...form.field("sessions_max")}
          label={t("access.sessions_max")}
          hint={t("access.sessions_max_hint")}
          inputMode="numeric"
        />
        <Switch
          {...form.field("everybody_changes_password")}
          label={t("access.everybody")}
          hint={t("access.everybody_hint")}
        />
        {form.values.everybody_changes_password && (
          <Notice tone="warning">{t("access.everybody_warning")}</Notice>
        )}
      </FormBody>
    </Dialog>
  );
}
