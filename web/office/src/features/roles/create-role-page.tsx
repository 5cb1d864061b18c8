// Making a role: for the whole installation or for one company, from single permissions.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { atMost, FormBody, required, useForm } from "../../ui/form.tsx";
import { Page, Stack } from "../../ui/page.tsx";
import { companiesQuery } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { useSession } from "../../ui/session.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { create_role, type Permission, permissionsQuery, refreshRoles, rolesQuery } from "./api.ts";
import { PermissionPicker } from "./permission-picker.tsx";

const everywhere = "everywhere";

const schema = z.object({
  name: required(),
  description: atMost(200),
  home: required(),
  permissions: z.array(z.string()).check(z.minLength(1, "required")),
});

export default function CreateRolePage() {
  const { t } = useTranslation("roles");
  const can = useCan("create_role");
  const permissions = useQuery({ ...permissionsQuery, enabled: can.allowed });
  const roles = useQuery({ ...rolesQuery, enabled: can.allowed });
  const [search] = useUrlState();
  const like = roles.data?.find((role) => role.key === search.like);
  return (
    <Page title={t("create.title")} crumbs={[{ label: t("title"), to: "/roles" }]}>
      {!can.allowed ? (
        <NoPermission permission="roles:write" />
      ) : permissions.data && roles.data ? (
        <CreateForm permissions={permissions.data} start={like?.permissions ?? []} />
      ) : permissions.error ? (
        <ErrorState error={permissions.error} onRetry={() => void permissions.refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

/** Where the person may make roles: the installation when they reach all of it, and companies. */
function useHomes() {
  const { t } = useTranslation("roles");
  const { capabilities } = useSession();
  const { data: companies = [] } = useQuery(companiesQuery);
  const mine = capabilities.find(({ permission }) => permission === "roles:write");
  const options = companies
    .filter(({ company_id }) => mine?.everything || mine?.company_ids.includes(company_id))
    .map(({ company_id, name }) => ({ value: company_id, label: name }));
  if (mine?.everything) options.unshift({ value: everywhere, label: t("create.everywhere") });
  return options;
}

/** The widest place, or the only one; a choice among companies is the person's. */
function useFirstHome(): string {
  const { capabilities } = useSession();
  const mine = capabilities.find(({ permission }) => permission === "roles:write");
  if (mine?.everything) return everywhere;
  return mine?.company_ids.length === 1 ? (mine.company_ids[0] ?? "") : "";
}

function CreateForm({ permissions, start }: { permissions: Permission[]; start: string[] }) {
  const { t } = useTranslation("roles");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const homes = useHomes();
  const first = useFirstHome();
  const [keyOf] = useState(createIdempotencyKeys);
  const form = useForm({
    schema,
    initial: { name: "", description: "", home: first, permissions: start },
    onSubmit: async ({ home, ...values }) => {
      const company_id = home === everywhere ? undefined : home;
      const body = { ...values, company_id };
      const role = await create_role(keyOf(body), body);
      void refreshRoles(queries);
      toast(t("create.done", { name: role.name }));
      await navigate({ to: `/roles/${role.role_id}` });
    },
  });
  const { home } = form.values;
  const chosen = form.field("permissions");
  return (
    <FormBody
      form={form}
      label={t("create.title")}
      actions={
        <>
          <ButtonLink to="/roles">{t("create.cancel")}</ButtonLink>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("create.submit")}
          </Button>
        </>
      }
    >
      <Card title={t("create.about")}>
        <Stack>
          <TextField {...form.field("name")} label={t("field.name")} maxLength={60} autoFocus />
          <TextField
            {...form.field("description")}
            label={t("field.description")}
            optional
            maxLength={200}
          />
          <Select
            {...form.field("home")}
            label={t("field.home")}
            hint={t("field.home_hint")}
            options={homes}
          />
        </Stack>
      </Card>
      <Card title={t("create.permissions")} note={t("create.permissions_note")}>
        {home === "" ? (
          <p>{t("create.home_first")}</p>
        ) : (
          <PermissionPicker
            permissions={permissions}
            company_id={home === everywhere ? null : home}
            before={[]}
            value={chosen.value}
            onChange={chosen.onChange}
            error={chosen.error}
          />
        )}
      </Card>
    </FormBody>
  );
}
