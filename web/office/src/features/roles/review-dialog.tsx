// What a change of a role means, before it is saved: what its holders gain and lose, and how many
// they are.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import type { Change } from "./matrix-rows.ts";
import style from "./roles.module.css";

export function ReviewDialog({
  name,
  renamed_from,
  change,
  holders,
  onSave,
  onClose,
}: {
  name: string;
  renamed_from?: string;
  change: Change;
  holders: number;
  /** Raises what the server refused. */
  onSave: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTranslation("roles");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  async function save() {
    setBusy(true);
    setFailure(undefined);
    try {
      await onSave();
    } catch (error) {
      if (!(error instanceof Canceled)) setFailure(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog open onClose={onClose} title={t("review.title", { name })}>
      <Stack>
        <p>{t("review.holders", { count: holders })}</p>
        {renamed_from && <p>{t("review.renamed", { before: renamed_from, after: name })}</p>}
        <ChangeList change={change} />
        {failure !== undefined && <ProblemNotice error={failure} />}
      </Stack>
      <DialogActions>
        <Button onClick={onClose}>{t("review.back")}</Button>
        <Button variant="primary" busy={busy} onClick={() => void save()}>
          {t("review.save")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

export function ChangeList({ change }: { change: Change }) {
  const { t } = useTranslation("roles");
  if (change.added.length + change.removed.length === 0) return <p>{t("review.same")}</p>;
  return (
    <ul className={style.list}>
      {change.added.map(({ key, label }) => (
        <li key={key} className={`${style.change} ${style.added}`}>
          <Icon name="plus" size={14} label={t("review.added")} /> {label}
        </li>
      ))}
      {change.removed.map(({ key, label }) => (
        <li key={key} className={`${style.change} ${style.removed}`}>
          <Icon name="minus" size={14} label={t("review.removed")} /> {label}
        </li>
      ))}
    </ul>
  );
}
