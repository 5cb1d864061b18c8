// Changing name, address and phone of somebody in the team, and showing what is stored afterwards.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { email, FormBody, required, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type Member, memberQuery, teamKey, update_member } from "./api.ts";

const schema = z.object({
  name: required(),
  email: email(),
  phone: z.string().check(z.trim(), z.regex(/^$|^\+[1-9][\d ]{6,18}$/, "phone")),
});

export function MemberDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation("account");
  const { data, error, refetch } = useQuery(memberQuery(member.user_id));
  return (
    <Dialog open onClose={onClose} title={t("team.edit_title", { name: member.name })}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={4} />
      ) : (
        <Stack>
          <Facts
            facts={[
              { name: t("profile.email"), value: data.user.email },
              { name: t("team.phone"), value: data.phone_masked ?? t("team.phone_none") },
            ]}
          />
          {data.can_change ? (
            <MemberForm
              key={data.user.version}
              member={data.user}
              hasPhone={data.phone_masked !== null}
              onClose={onClose}
            />
          ) : (
            <Notice>{t("team.beyond")}</Notice>
          )}
        </Stack>
      )}
    </Dialog>
  );
}

function MemberForm({
  member,
  hasPhone,
  onClose,
}: {
  member: Member;
  hasPhone: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema,
    initial: { name: member.name, email: member.email, phone: "" },
    onSubmit: async (values) => {
      const body = {
        version: member.version,
        name: values.name === member.name ? undefined : values.name,
        email: values.email === member.email ? undefined : values.email,
        phone: values.phone === "" ? undefined : values.phone.replaceAll(" ", ""),
      };
      await update_member(member.user_id, body);
      await queries.invalidateQueries({ queryKey: teamKey });
      toast(t("team.saved"));
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <DialogActions>
          <Button onClick={onClose}>{t("team.close")}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("profile.save")}
          </Button>
        </DialogActions>
      }
    >
      <TextField {...form.field("name")} label={t("profile.name")} />
      <TextField
        {...form.field("email")}
        label={t("profile.email")}
        type="email"
        hint={t("team.email_hint")}
      />
      <TextField
        {...form.field("phone")}
        label={t("team.phone_new")}
        hint={hasPhone ? t("team.phone_stays") : t("team.phone_hint")}
        placeholder="+44 7900 123456"
        inputMode="tel"
        optional
      />
    </FormBody>
  );
}
