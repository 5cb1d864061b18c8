// Where the link to a new address leads. It is a button that confirms, because mail programs open
// links on their own.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { api, unwrap } from "../../api/client.ts";
import { isProblem } from "../../api/error.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { SessionFrame } from "./frame.tsx";

/** The token stands behind #, which no server or proxy log ever sees. */
const tokenOfLink = () => new URLSearchParams(globalThis.location.hash.slice(1)).get("token") ?? "";

export default function ConfirmEmailPage() {
  const { t } = useTranslation("session");
  const [token] = useState(tokenOfLink);
  const [confirmed, setConfirmed] = useState("");
  const link = useQuery({
    queryKey: ["email-change", token],
    queryFn: () => unwrap(api.POST("/api/email_changes/lookup", { body: { token } })),
    enabled: token !== "",
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (confirmed)
    return (
      <Ending
        title={t("confirm_email.done")}
        text={t("confirm_email.done_text", { email: confirmed })}
      />
    );
  if (token === "" || isProblem(link.error, "link_invalid"))
    return <Ending title={t("confirm_email.dead")} text={t("confirm_email.dead_text")} />;
  return (
    <SessionFrame
      title={t("confirm_email.title")}
      text={link.data && t("confirm_email.text", { email: link.data.email })}
    >
      {link.isPending && <SkeletonLines />}
      {link.error && <ErrorState error={link.error} onRetry={() => void link.refetch()} />}
      {link.data && <ConfirmForm token={token} onConfirmed={setConfirmed} />}
    </SessionFrame>
  );
}

const schema = z.object({});

function ConfirmForm({
  token,
  onConfirmed,
}: {
  token: string;
  onConfirmed: (email: string) => void;
}) {
  const { t } = useTranslation("session");
  const form = useForm({
    schema,
    initial: {},
    onSubmit: async () => {
      const body = { token };
      onConfirmed((await unwrap(api.POST("/api/email_changes/confirmation", { body }))).email);
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <Button type="submit" variant="primary" wide busy={form.busy}>
          {t("confirm_email.submit")}
        </Button>
      }
    >
      {null}
    </FormBody>
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
