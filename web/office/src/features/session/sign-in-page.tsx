// Signing in with e-mail and password; the steps that may follow are drawn by the stage screens.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { enterSession, setupQuery, sign_in, ssoQuery } from "../../api/session.ts";
import { safeReturnPath } from "../../lib/return-path.ts";
import { Button } from "../../ui/button.tsx";
import { email, FormBody, useForm } from "../../ui/form.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PasswordField, TextField } from "../../ui/text-field.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import style from "./frame.module.css";
import { SessionFrame } from "./frame.tsx";

const schema = z.object({
  email: email(),
  password: z.string().check(z.minLength(1, "required")),
});

export default function SignInPage() {
  const { t } = useTranslation("session");
  const [search] = useUrlState();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const setup = useQuery(setupQuery);
  const sso = useQuery(ssoQuery);
  const form = useForm({
    schema,
    initial: { email: "", password: "" },
    onSubmit: async (values) => {
      enterSession(queries, await sign_in(values));
      await navigate({ href: safeReturnPath(search.return), replace: true });
    },
  });
  return (
    <SessionFrame title={t("sign_in.title")} foot={t("sign_in.no_account")}>
      <FormBody
        form={form}
        actions={
          <>
            <Button type="submit" variant="primary" wide busy={form.busy}>
              {t("sign_in.submit")}
            </Button>
            {sso.data?.is_offered && (
              <Button wide icon="key" onClick={() => globalThis.location.assign("/api/sso/start")}>
                {t("sign_in.sso", { title: sso.data.title })}
              </Button>
            )}
          </>
        }
      >
        {setup.data?.is_open && <Notice tone="info">{t("sign_in.set_up_open")}</Notice>}
        {search.sso === "failed" && form.failure === undefined && (
          <Notice tone="danger">{t("sign_in.sso_failed")}</Notice>
        )}
        {search.ended && form.failure === undefined && (
          <Notice tone="info">{t("sign_in.ended")}</Notice>
        )}
        <TextField
          {...form.field("email")}
          label={t("sign_in.email")}
          type="email"
          autoComplete="username"
          autoFocus
        />
        <PasswordField
          {...form.field("password")}
          label={t("sign_in.password")}
          autoComplete="current-password"
        />
        <p className={style.aside}>
          <Link to="/forgot">{t("sign_in.forgot")}</Link>
        </p>
      </FormBody>
    </SessionFrame>
  );
}
