// Changing one's own password. Every other session ends with it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { change_password, enterSession, passwordRulesQuery } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { FieldRow, FormBody, useForm } from "../../ui/form.tsx";
import { PasswordField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";

const schema = z
  .object({
    current_password: z.string().check(z.minLength(1, "required")),
    new_password: z.string().check(z.minLength(1, "required")),
    again: z.string(),
  })
  .check(
    z.refine((values) => values.new_password === values.again, {
      path: ["again"],
      message: "passwords_differ",
    }),
  );

export function PasswordCard() {
  const { t } = useTranslation("account");
  const [open, setOpen] = useState(false);
  return (
    <Card
      title={t("password.title")}
      note={t("password.note")}
      actions={!open && <Button onClick={() => setOpen(true)}>{t("password.change")}</Button>}
    >
      {open ? <PasswordForm onDone={() => setOpen(false)} /> : t("password.closed")}
    </Card>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const { data: rules } = useQuery(passwordRulesQuery);
  const form = useForm({
    schema,
    initial: { current_password: "", new_password: "", again: "" },
    onSubmit: async ({ again: _, ...passwords }) => {
      enterSession(queries, await change_password(passwords));
      toast(t("password.changed"));
      onDone();
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <>
          <Button onClick={onDone}>{t("cancel")}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("password.submit")}
          </Button>
        </>
      }
    >
      <PasswordField
        {...form.field("current_password")}
        label={t("password.current")}
        autoComplete="current-password"
        autoFocus
      />
      <FieldRow>
        <PasswordField
          {...form.field("new_password")}
          label={t("password.new")}
          hint={rules?.rules.map(({ text }) => text).join(". ")}
          autoComplete="new-password"
        />
        <PasswordField
          {...form.field("again")}
          label={t("password.again")}
          autoComplete="new-password"
        />
      </FieldRow>
      {rules && <p>{rules.note}</p>}
    </FormBody>
  );
}
