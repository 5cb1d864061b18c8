// Changing the security policy. A version that somebody else changed meanwhile is refused and the
// page shows theirs.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { isProblem } from "../../api/error.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Switch } from "../../ui/choice-field.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { policyQuery, type SecurityPolicy, update_security_policy } from "./api.ts";

const units = () => z.string().check(z.trim(), z.regex(/^\d{1,10}$/, "whole_number"));
const limits = ["refund_two_people", "payout_two_people", "batch_two_people"] as const;

const schema = z.object({
  profile: required(),
  refund_limit: units(),
  refund_two_people: units(),
  payout_two_people: units(),
  batch_two_people: units(),
  sms_enabled: z.boolean(),
  sms_prefixes: z.string(),
});

export default function PolicyDialog({
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
  const form = useForm({
    schema,
    initial: {
      profile: policy.profile as string,
      refund_limit: String(policy.refund_limit),
      refund_two_people: String(policy.refund_two_people),
      payout_two_people: String(policy.payout_two_people),
      batch_two_people: String(policy.batch_two_people),
      sms_enabled: policy.sms_enabled,
      sms_prefixes: policy.sms_prefixes.join(" "),
    },
    onSubmit: async ({ profile, sms_enabled, sms_prefixes, ...numbers }) => {
      try {
        const saved = await update_security_policy({
          profile,
          sms_enabled,
          version: seen.version,
          refund_limit: Number(numbers.refund_limit),
          refund_two_people: Number(numbers.refund_two_people),
          payout_two_people: Number(numbers.payout_two_people),
          batch_two_people: Number(numbers.batch_two_people),
          sms_prefixes: sms_prefixes.split(/[\s,]+/).filter(Boolean),
        });
        queries.setQueryData(policyQuery.queryKey, saved);
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
  const chosen = policy.profiles.find((one) => one.key === form.values.profile);
  return (
    <Dialog open onClose={onClose} title={t("policy.dialog")}>
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
          {...form.field("profile")}
          label={t("policy.profile")}
          hint={chosen?.description}
          options={policy.profiles.map((one) => ({ value: one.key, label: one.title }))}
        />
        {chosen?.has_closed_list && chosen.key !== policy.profile && (
          <Notice tone="warning">{t("policy.closed_list_warning")}</Notice>
        )}
        <TextField
          {...form.field("refund_limit")}
          label={t("policy.refund_limit")}
          hint={t("policy.refund_limit_hint")}
          inputMode="numeric"
        />
        {limits.map((name) => (
          <TextField
            key={name}
            {...form.field(name)}
            label={t(`policy.${name}`)}
            hint={t(`policy.${name}_hint`)}
            inputMode="numeric"
          />
        ))}
        <Switch
          {...form.field("sms_enabled")}
          label={t("policy.sms")}
          hint={policy.can_send_sms ? t("policy.sms_hint") : t("policy.no_gateway")}
          disabled={!policy.can_send_sms && !policy.sms_enabled}
        />
        <TextField
          {...form.field("sms_prefixes")}
          label={t("policy.countries")}
          hint={t("policy.countries_hint")}
          placeholder="+44 +357"
        />
      </FormBody>
    </Dialog>
  );
}
