// One's own passkeys: add one under a name, rename, remove. The last second factor stays.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import {
  type Passkey,
  passkeyPlace,
  passkeysQuery,
  remove_passkey,
  rename_passkey,
} from "../../api/passkeys.ts";
import { enterSession, read_session } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Instant } from "../../ui/instant.tsx";
import { PasskeyElsewhere, PasskeyForm, passkeyNameSchema } from "../../ui/passkey-form.tsx";
import { SecretReveal } from "../../ui/secret-reveal.tsx";
import { useSession } from "../../ui/session.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import style from "./passkeys-card.module.css";
import { ownSecurityQuery } from "./phone-api.ts";

type Open = { act: "add" } | { act: "rename" | "remove"; passkey: Passkey };

const passkeys_max = 10;

export function PasskeysCard() {
  const { t } = useTranslation("account");
  const { passkey_origin } = useSession();
  const passkeys = useQuery(passkeysQuery);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const place = passkeyPlace(passkey_origin);
  const rows = passkeys.data?.rows ?? [];
  const full = rows.length >= passkeys_max && t("passkeys.full");
  const columns = usePasskeyColumns(rows, setOpen);
  const elsewhere = <PasskeyElsewhere place={place} origin={passkey_origin} path="/account" />;
  return (
    <Card
      title={t("passkeys.title")}
      note={place === "here" ? t("passkeys.note") : elsewhere}
      flush
      actions={
        <Button
          icon="plus"
          disabledReason={place === "here" ? full : t("passkeys.not_here")}
          onClick={() => setOpen({ act: "add" })}
        >
          {t("passkeys.add")}
        </Button>
      }
    >
      {passkeys.error ? (
        <ErrorState error={passkeys.error} onRetry={() => void passkeys.refetch()} />
      ) : passkeys.data && rows.length === 0 ? (
        <EmptyState icon="key" title={t("passkeys.none")}>
          {t("passkeys.none_text")}
        </EmptyState>
      ) : (
        <DataTable
          label={t("passkeys.title")}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.passkey_id}
          loading={passkeys.isPending}
        />
      )}
      {open?.act === "add" && <AddDialog onClose={close} />}
      {open?.act === "rename" && <RenameDialog passkey={open.passkey} onClose={close} />}
      {open?.act === "remove" && <RemoveDialog passkey={open.passkey} onClose={close} />}
    </Card>
  );
}

function usePasskeyColumns(
  rows: readonly Passkey[],
  onOpen: (open: Open) => void,
): Column<Passkey>[] {
  const { t } = useTranslation("account");
  const { totp_enrolled } = useSession().user;
  const { data: security } = useQuery(ownSecurityQuery);
  const needed = !totp_enrolled && !security?.second_factor_optional;
  const last = rows.length === 1 && needed && t("passkeys.last");
  return [
    { id: "name", title: t("passkeys.name"), cell: (row) => row.name },
    {
      id: "kept",
      title: t("passkeys.kept"),
      cell: (row) => t(row.is_synced ? "passkeys.synced" : "passkeys.single"),
    },
    {
      id: "used",
      title: t("passkeys.used"),
      cell: (row) =>
        row.last_used_at === null ? (
          t("passkeys.never")
        ) : (
          <Instant at={row.last_used_at} as="relative" />
        ),
    },
    {
      id: "created",
      title: t("passkeys.created"),
      cell: (row) => <Instant at={row.created_at} as="date" />,
    },
    {
      id: "act",
      title: t("passkeys.act"),
      align: "end",
      cell: (passkey) => (
        <span className={style.acts}>
          <Button
            size="small"
            aria-label={t("passkeys.rename_one", { name: passkey.name })}
            onClick={() => onOpen({ act: "rename", passkey })}
          >
            {t("passkeys.rename")}
          </Button>
          <Button
            size="small"
            aria-label={t("passkeys.remove_one", { name: passkey.name })}
            disabledReason={last}
            onClick={() => onOpen({ act: "remove", passkey })}
          >
            {t("passkeys.remove")}
          </Button>
        </span>
      ),
    },
  ];
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const [enrolled, setEnrolled] = useState<Schemas["EnrolledSession"]>();
  async function finish({ session }: Schemas["EnrolledSession"]) {
    onClose();
    toast(t("passkeys.added"));
    enterSession(queries, session);
    await queries.invalidateQueries({ queryKey: passkeysQuery.queryKey });
  }
  function take(fresh: Schemas["EnrolledSession"]) {
    if (fresh.recovery_codes.length > 0) setEnrolled(fresh);
    else void finish(fresh);
  }
  return (
    <Dialog open onClose={onClose} dismissable={!enrolled} title={t("passkeys.add_title")}>
      {enrolled ? (
        <SecretReveal
          secret={enrolled.recovery_codes}
          note={t("passkeys.codes")}
          fileName="bursar-recovery-codes.txt"
          onStored={() => void finish(enrolled)}
        />
      ) : (
        <PasskeyForm onAdded={take} />
      )}
    </Dialog>
  );
}

function RenameDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema: passkeyNameSchema,
    initial: { name: passkey.name },
    onSubmit: async ({ name }) => {
      await rename_passkey(passkey.passkey_id, name);
      await queries.invalidateQueries({ queryKey: passkeysQuery.queryKey });
      toast(t("passkeys.renamed"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} size="small" title={t("passkeys.rename_title")}>
      <FormBody
        form={form}
        actions={
          <>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("passkeys.save")}
            </Button>
          </>
        }
      >
        <TextField {...form.field("name")} label={t("passkeys.name")} autoFocus />
      </FormBody>
    </Dialog>
  );
}

function RemoveDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  return (
    <Confirm
      open
      onClose={onClose}
      danger
      title={t("passkeys.remove_title", { name: passkey.name })}
      consequence={t("passkeys.remove_text")}
      action={t("passkeys.remove")}
      onConfirm={async () => {
        await remove_passkey(passkey.passkey_id);
        enterSession(queries, await read_session());
        await queries.invalidateQueries({ queryKey: passkeysQuery.queryKey });
        toast(t("passkeys.removed"));
      }}
    />
  );
}
