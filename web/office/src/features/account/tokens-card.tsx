// One's own tokens for the Data API: make one, whose secret is shown once, and end it for good.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createIdempotencyKey } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { SecretDialog } from "../../ui/secret-reveal.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  type ApiToken,
  create_api_token,
  deactivate_api_token,
  type IssuedApiToken,
  tokensQuery,
} from "./tokens-api.ts";

type Open = { act: "make" } | { act: "end"; token: ApiToken };

export function TokensCard() {
  const { t } = useTranslation("account");
  const tokens = useQuery(tokensQuery);
  const [open, setOpen] = useState<Open>();
  const [issued, setIssued] = useState<IssuedApiToken>();
  const close = () => setOpen(undefined);
  const rows = tokens.data ?? [];
  const active = rows.some((row) => row.is_active);
  const columns = useTokenColumns((token) => setOpen({ act: "end", token }));
  return (
    <Card
      title={t("tokens.title")}
      note={t("tokens.note")}
      flush
      actions={
        <Button icon="plus" onClick={() => setOpen({ act: "make" })}>
          {t(active ? "tokens.renew" : "tokens.make")}
        </Button>
      }
    >
      {tokens.error ? (
        <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />
      ) : tokens.data && rows.length === 0 ? (
        <EmptyState icon="key" title={t("tokens.none")}>
          {t("tokens.none_text")}
        </EmptyState>
      ) : (
        <DataTable
          label={t("tokens.title")}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.api_token_id}
          loading={tokens.isPending}
        />
      )}
      {open?.act === "make" && <MakeToken replaces={active} onIssued={setIssued} onClose={close} />}
      {open?.act === "end" && <EndToken token={open.token} onClose={close} />}
      {issued && <IssuedToken issued={issued} onStored={() => setIssued(undefined)} />}
    </Card>
  );
}

function useTokenColumns(onEnd: (token: ApiToken) => void): Column<ApiToken>[] {
  const { t } = useTranslation("account");
  return [
    { id: "token", title: t("tokens.token"), cell: (row) => <code>{row.token}</code> },
    {
      id: "state",
      title: t("tokens.state"),
      cell: (row) => (
        <Badge
          tone={row.is_active ? "success" : "neutral"}
          text={t(row.is_active ? "tokens.active" : "tokens.ended")}
        />
      ),
    },
    {
      id: "used",
      title: t("tokens.used"),
      cell: (row) =>
        row.last_used_at === null ? (
          t("tokens.never")
        ) : (
          <>
            <Instant at={row.last_used_at} as="relative" />
            {row.last_ip && ` · ${row.last_ip}`}
          </>
        ),
    },
    {
      id: "made",
      title: t("tokens.made_at"),
      cell: (row) => <Instant at={row.created_at} as="date" />,
    },
    {
      id: "act",
      title: t("tokens.act"),
      align: "end",
      cell: (row) =>
        row.is_active && (
          <Button size="small" onClick={() => onEnd(row)}>
            {t("tokens.end")}
          </Button>
        ),
    },
  ];
}

interface MakeTokenProps {
  replaces: boolean;
  onIssued: (issued: IssuedApiToken) => void;
  onClose: () => void;
}

function MakeToken({ replaces, onIssued, onClose }: MakeTokenProps) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const [key] = useState(createIdempotencyKey);
  return (
    <Confirm
      open
      onClose={onClose}
      title={t("tokens.make_title")}
      consequence={t(replaces ? "tokens.renew_text" : "tokens.make_text")}
      action={t("tokens.make")}
      onConfirm={async () => {
        onIssued(await create_api_token(key));
        await queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
      }}
    />
  );
}

function IssuedToken({ issued, onStored }: { issued: IssuedApiToken; onStored: () => void }) {
  const { t } = useTranslation("account");
  return (
    <SecretDialog
      open
      title={t("tokens.made")}
      secret={
        issued.secret && [
          t("tokens.line_token", { token: issued.api_token.token }),
          t("tokens.line_secret", { secret: issued.secret }),
        ]
      }
      note={t("tokens.secret_note")}
      fileName="bursar-api-token.txt"
      onStored={onStored}
    />
  );
}

function EndToken({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t("tokens.end_title")}
      consequence={t("tokens.end_text")}
      action={t("tokens.end")}
      onConfirm={async () => {
        await deactivate_api_token(token.api_token_id);
        await queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
        toast(t("tokens.ended_done"));
      }}
    />
  );
}
