// Invitations to further places: accept one, and its roles are one's own; or decline it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { enterSession, read_session } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { useToast } from "../../ui/toast.tsx";
import { accountQuery } from "./api.ts";
import {
  accept_invitation,
  decline_invitation,
  invitationsQuery,
  type OwnInvitation,
} from "./invitations-api.ts";

interface Open {
  act: "accept" | "decline";
  invitation: OwnInvitation;
}

export function InvitationsCard() {
  const { t } = useTranslation("account");
  const { data: rows = [] } = useQuery(invitationsQuery);
  const [open, setOpen] = useState<Open>();
  if (rows.length === 0) return null;
  return (
    <Card title={t("invitations.title")} note={t("invitations.note")}>
      <Stack>
        {rows.map((row) => (
          <Inline key={row.user_id} gap={8}>
            <span>
              <Roles invitation={row} /> · <Instant at={row.created_at} as="relative" />
            </span>
            <Button
              size="small"
              variant="primary"
              onClick={() => setOpen({ act: "accept", invitation: row })}
            >
              {t("invitations.accept")}
            </Button>
            <Button size="small" onClick={() => setOpen({ act: "decline", invitation: row })}>
              {t("invitations.decline")}
            </Button>
          </Inline>
        ))}
      </Stack>
      {open && <Answer {...open} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

function Roles({ invitation }: { invitation: OwnInvitation }) {
  const { t } = useTranslation("account");
  return invitation.roles
    .map(({ role_name, merchant_name, company_name }) =>
      t("invitations.role", {
        role: role_name,
        place: merchant_name ?? company_name ?? t("invitations.everywhere"),
      }),
    )
    .join(", ");
}

function Answer({ act, invitation, onClose }: Open & { onClose: () => void }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const accepts = act === "accept";
  return (
    <Confirm
      open
      onClose={onClose}
      danger={!accepts}
      title={t(`invitations.${act}_title`)}
      consequence={
        <>
          <p>
            <Roles invitation={invitation} />
          </p>
          <p>{t(`invitations.${act}_text`)}</p>
        </>
      }
      action={t(`invitations.${act}`)}
      onConfirm={async () => {
        await (accepts ? accept_invitation : decline_invitation)(invitation.user_id);
        if (accepts) enterSession(queries, await read_session());
        await queries.invalidateQueries({ queryKey: invitationsQuery.queryKey });
        await queries.invalidateQueries({ queryKey: accountQuery.queryKey });
        toast(t(`invitations.${act}_done`));
      }}
    />
  );
}
