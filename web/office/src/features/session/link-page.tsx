// Where invitations and reset links lead: whom the link is for, and choosing a password by it.
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { api, unwrap } from "../../api/client.ts";
import { isProblem } from "../../api/error.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { PasswordField } from "../../ui/text-field.tsx";
import { SessionFrame } from "./frame.tsx";
import { PasswordRules } from "./password-rules.tsx";

export type LinkPurpose = "invite" | "reset";

/** The token stands behind #, which no server or proxy log ever sees. */
const tokenOfLink = () => new URLSearchParams(globalThis.location.hash.slice(1)).get("token") ?? "";

export function LinkPage({ purpose }: { purpose: LinkPurpose }) {
  const { t } = useTranslation("session");
  const [token] = useState(tokenOfLink);
  const [accepted, setAccepted] = useState(false);
  const link = useQuery({
    queryKey: ["link", purpose, token],
    queryFn: () => unwrap(api.POST("/api/links/lookup", { body: { purpose, token } })),
    enabled: token !== "",
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (accepted) return <Ending title={t("link.accepted")} text={t("link.accepted_text")} />;
  if (token === "" || isProblem(link.error, "link_invalid"))
    return <Ending title={t("link.dead")} text={t(`link.dead_text.${purpose}`)} />;
  return (
    <SessionFrame
      title={t(`link.title.${purpose}`)}
      text={link.data && t("link.for", { name: link.data.name, email: link.data.email })}
    >
      {link.isPending && <SkeletonLines />}
      {link.error && <ErrorState error={link.error} onRetry={() => void link.refetch()} />}
      {link.data && (
        <PasswordForm purpose={purpose} token={token} onAccepted={() => setAccepted(true)} />
      )}
    </SessionFrame>
  );
}

function Ending({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation("session");
  return (
    <SessionFrame title={title} text={text}>
      <div>
        <ButtonLink to="/sign-in" variant="primary" wide>
          {t("set_up.to_sign_in")}
        </ButtonLink>
      </div>
    </SessionFrame>
  );
}

const schema = z
  .object({
    password: z.string().check(z.minLength(1, "required")),
    again: z.string(),
  })
  .check(
    z.refine((values) => values.password === values.again, {
      path: ["again"],
      message: "passwords_differ",
    }),
  );

function PasswordForm({
  purpose,
  token,
  onAccepted,
}: {
  purpose: LinkPurpose;
  token: string;
  onAccepted: () => void;
}) {
  const { t } = useTranslation("session");
  const accept = useMutation({
    mutationFn: (password: string) =>
      unwrap(api.POST("/api/links/acceptance", { body: { purpose, token, password } })),
  });
  const form = useForm({
    schema,
    initial: { password: "", again: "" },
    onSubmit: async ({ password }) => {
      await accept.mutateAsync(password);
      onAccepted();
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <Button type="submit" variant="primary" wide busy={form.busy}>
          {t("link.submit")}
        </Button>
      }
    >
      <PasswordField
        {...form.field("password")}
        label={t("set_up.password")}
        autoComplete="new-password"
        autoFocus
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
