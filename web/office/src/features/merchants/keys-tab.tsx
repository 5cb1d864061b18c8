// A merchant's API keys: which there are, what they may do, how long they last.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Can, useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox } from "../../ui/choice-field.tsx";
import { useNow } from "../../ui/clock.tsx";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { AddressesDialog } from "./addresses-dialog.tsx";
import { type ApiKey, apiKeysQuery, type KeyPlace } from "./api.ts";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { useKeyColumns } from "./key-columns.tsx";
import { canRevoke } from "./key-words.ts";
import style from "./merchants.module.css";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";

type Act = { kind: "create" } | { kind: "addresses" | "rotate" | "revoke"; api_key: ApiKey };

/** With a project, the keys of that project alone. */
export default function KeysTab({
  merchant,
  project,
}: {
  merchant: KeyPlace;
  project?: { project_id: string; name: string };
}) {
  const { t } = useTranslation("merchants");
  const { reason } = useCan("list_api_keys", merchant);
  const [act, setAct] = useState<Act>();
  const close = () => setAct(undefined);
  const create = (
    <Can do="create_api_key" at={merchant}>
      {(missing) => (
        <Button
          variant="primary"
          icon="plus"
          disabledReason={missing}
          onClick={() => setAct({ kind: "create" })}
        >
          {t("key.create")}
        </Button>
      )}
    </Can>
  );
  return (
    <Card
      flush
      title={t("key.title")}
      note={t(project ? "key.project_note" : "key.note")}
      actions={create}
    >
      {reason ? (
        <EmptyState icon="lock" title={t("key.locked")}>
          {reason}
        </EmptyState>
      ) : (
        <Keys
          merchant={merchant}
          project={project?.project_id}
          onAddresses={(api_key) => setAct({ kind: "addresses", api_key })}
          onRotate={(api_key) => setAct({ kind: "rotate", api_key })}
          onRevoke={(api_key) => setAct({ kind: "revoke", api_key })}
        />
      )}
      {act?.kind === "create" && (
        <CreateKeyDialog merchant={merchant} project={project} onClose={close} />
      )}
      {act?.kind === "addresses" && <AddressesDialog api_key={act.api_key} onClose={close} />}
      {act?.kind === "rotate" && <RotateDialog api_key={act.api_key} onClose={close} />}
      {act?.kind === "revoke" && <RevokeDialog api_key={act.api_key} onClose={close} />}
    </Card>
  );
}

interface KeysProps {
  merchant: KeyPlace;
  project?: string;
  onAddresses: (key: ApiKey) => void;
  onRotate: (key: ApiKey) => void;
  onRevoke: (key: ApiKey) => void;
}

function Keys({ merchant, project, ...acts }: KeysProps) {
  const { t } = useTranslation("merchants");
  const now = useNow();
  const [search, change] = useUrlState();
  const keys = useQuery(apiKeysQuery(merchant.merchant_id));
  const columns = useKeyColumns({ merchant, now, ...acts });
  if (keys.error && !keys.data)
    return <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />;
  const all = (keys.data ?? []).filter((key) => !project || key.project_id === project);
  const working = all.filter((key) => canRevoke(key, now));
  const ended = all.length - working.length;
  const with_ended = search.ended === "true";
  const rows = with_ended ? all : working;
  return (
    <>
      {rows.length === 0 && !keys.isPending ? (
        <EmptyState icon="key" title={t(project ? "key.project_empty" : "key.empty")}>
          {t(project ? "key.project_empty_text" : "key.empty_text")}
        </EmptyState>
      ) : (
        <DataTable
          label={t("key.title")}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.api_key_id}
          loading={keys.isPending}
        />
      )}
      {ended > 0 && (
        <div className={style.foot}>
          <Checkbox
            label={t("key.with_ended", { count: ended })}
            value={with_ended}
            onChange={(on) => change({ ended: on ? "true" : undefined })}
          />
        </div>
      )}
    </>
  );
}
