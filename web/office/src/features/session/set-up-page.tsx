// The very first step of an installation: whoever holds the set-up code becomes its administrator.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { accept_setup, enterSession, setupQuery } from "../../api/session.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { email, FormBody, required, useForm } from "../../ui/form.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { PasswordField, TextField } from "../../ui/text-field.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { SessionFrame } from "./frame.tsx";
import { PasswordRules } from "./password-rules.tsx";

const schema = z
  .object({
    token: required(),
    name: required(),
    email: email(),
    password: z.string().check(z.minLength(1, "required")),
    again: z.string(),
  })
  .check(
    z.refine((values) => values.password === values.again, {
      path: ["again"],
      message: "passwords_differ",
    }),
  );

export default function SetUpPage() {
  const { t } = useTranslation("session");
  const setup = useQuery(setupQuery);
  if (setup.data?.is_open === false)
    return (
      <SessionFrame title={t("set_up.closed")} text={t("set_up.closed_text")}>
        <div>
          <ButtonLink to="/sign-in" variant="primary" wide>
            {t("set_up.to_sign_in")}
          </ButtonLink>
        </div>
      </SessionFrame>
    );
  return (
    <SessionFrame wide title={t("set_up.title")} text={t("set_up.text")}>
      {setup.isPending && <SkeletonLines />}
      {setup.error && <ErrorState error={setup.error} onRetry={() => void setup.refetch()} />}
      {setup.data && <SetUpForm />}
    </SessionFrame>
  );
}

/** The code may stand in the link's fragment, which no server or proxy log ever sees. */
function tokenOfLink(search: Record<string, string>): string {
  const fragment = new URLSearchParams(globalThis.location.hash.slice(1));
  return fragment.get("token") ?? search.token ?? "";
}

function SetUpForm() {
  const { t } = useTranslation("session");
  const [search] = useUrlState();
  const [token] = useState(() => tokenOfLink(search));
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({
    schema,
    initial: { token, name: "", email: "", password: "", again: "" },
    onSubmit: async ({ again: _, ...values }) => {
      enterSession(queries, await accept_setup(values));
      await navigate({ to: "/get-started", replace: true });
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <Button type="submit" variant="primary" wide busy={form.busy}>
          {t("set_up.submit")}
        </Button>
      }
    >
      {token === "" && (
        <TextField
          {...form.field("token")}
          label={t("set_up.token")}
          hint={t("set_up.token_hint")}
          autoComplete="off"
          autoFocus
        />
      )}
      <TextField
        {...form.field("name")}
        label={t("set_up.name")}
        autoComplete="name"
        autoFocus={token !== ""}
      />
      <TextField
        {...form.field("email")}
        label={t("set_up.email")}
        type="email"
        autoComplete="username"
      />
      <PasswordField
        {...form.field("password")}
        label={t("set_up.password")}
        autoComplete="new-password"
      />
      <PasswordField
        {...form.field("again")}
        label={t("set_up.password_again")}
        autoComplete="new-password"
      />
      <PasswordRules password={form.values.password} again={form.values.again} />
    </FormBody>
  );
}
