// Adding a person: by an invitation, or with a temporary password to hand over.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { email, FieldRow, FormBody, required, useForm } from "../../ui/form.tsx";
import { Page, Stack } from "../../ui/page.tsx";
import { SecretDialog } from "../../ui/secret-reveal.tsx";
import { Segments } from "../../ui/segments.tsx";
import { NoPermission } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { create_user, invite_user, refreshPeople } from "./api.ts";
import { GrantFields } from "./grant-fields.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { endOfDay, placeOf } from "./places.ts";

const schema = z.object({
  name: required(),
  email: email(),
  role_key: required(),
  place: required(),
  until: z.string(),
});

export default function AddPersonPage() {
  const { t } = useTranslation("people");
  const can = useCan("invite_user");
  return (
    <Page title={t("add.title")} crumbs={[{ label: t("title"), to: "/people" }]} width="narrow">
      {can.allowed ? <AddForm /> : <NoPermission permission="users:write" />}
    </Page>
  );
}

type Way = "invite" | "password";
interface Added {
  user_id: string;
  link?: { path: string | null; expires_at: number };
  password?: string | null;
}

function AddForm() {
  const { t } = useTranslation("people");
  const queries = useQueryClient();
  const [way, setWay] = useState<Way>("invite");
  const [added, setAdded] = useState<Added>();
  const [keyOf] = useState(createIdempotencyKeys);
  const form = useForm({
    schema,
    initial: { name: "", email: "", role_key: "", place: "", until: "" },
    onSubmit: async ({ place, until, ...values }) => {
      const where = placeOf(place);
      if (!where) return;
      const body = { ...values, ...where, expires_at: endOfDay(until) };
      const key = keyOf({ way, ...body });
      setAdded(await (way === "invite" ? invite(key, body) : create(key, body)));
      void refreshPeople(queries);
    },
  });
  return (
    <>
      <FormBody
        form={form}
        label={t("add.title")}
        actions={
          <>
            <ButtonLink to="/people">{t("cancel")}</ButtonLink>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t(`add.submit.${way}`)}
            </Button>
          </>
        }
      >
        <Card title={t("add.who")}>
          <Stack>
            <FieldRow>
              <TextField {...form.field("name")} label={t("column.name")} autoFocus />
              <TextField {...form.field("email")} label={t("column.email")} type="email" />
            </FieldRow>
            <Segments
              label={t("add.way")}
              options={[
                { value: "invite", label: t("add.invite") },
                { value: "password", label: t("add.password") },
              ]}
              value={way}
              onChange={(value) => setWay(value as Way)}
            />
            <p>{t(`add.note.${way}`)}</p>
          </Stack>
        </Card>
        <Card title={t("add.what")} note={t("grant.note")}>
          <Stack>
            <GrantFields form={form} />
          </Stack>
        </Card>
      </FormBody>
      {added && <AddedDialog added={added} name={form.values.name} />}
    </>
  );
}

async function invite(key: string, body: Parameters<typeof invite_user>[1]): Promise<Added> {
  const made = await invite_user(key, body);
  const link = { path: made.link_path, expires_at: made.link_expires_at };
  return { user_id: made.user.user_id, link };
}

async function create(key: string, body: Parameters<typeof create_user>[1]): Promise<Added> {
  const made = await create_user(key, body);
  return { user_id: made.user.user_id, password: made.temporary_password };
}

function AddedDialog({ added, name }: { added: Added; name: string }) {
  const { t } = useTranslation("people");
  const navigate = useNavigate();
  const toast = useToast();
  function leave() {
    toast(t("add.done", { name }));
    void navigate({ to: `/people/${added.user_id}` });
  }
  if (added.password !== undefined)
    return (
      <SecretDialog
        open
        title={t("add.password_title", { name })}
        secret={added.password}
        note={t("add.password_note")}
        onStored={leave}
      />
    );
  return (
    <LinkDialog
      title={t("add.link_title", { name })}
      path={added.link?.path ?? null}
      expires_at={added.link?.expires_at ?? 0}
      onClose={leave}
    />
  );
}
