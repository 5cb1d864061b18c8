// Asks before something that cannot simply be undone. The text states the consequence, the button
// names the act; for grave acts a word must be typed.
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { HeldForApproval } from "../api/held.ts";
import { Canceled } from "../lib/canceled.ts";
import { Button } from "./button.tsx";
import style from "./dialog.module.css";
import { Dialog, DialogActions } from "./dialog.tsx";
import { ProblemNotice } from "./notice.tsx";
import { TextField } from "./text-field.tsx";

export interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What will be true afterwards, for whom, and whether it can be taken back. */
  consequence: ReactNode;
  action: string;
  danger?: boolean;
  /** A word that must be typed before the button works. */
  typed?: string;
  onConfirm: () => Promise<unknown>;
}

export function Confirm(props: ConfirmProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  function close() {
    setText("");
    setFailure(undefined);
    props.onClose();
  }

  async function confirm() {
    setBusy(true);
    setFailure(undefined);
    try {
      await props.onConfirm();
      close();
    } catch (error) {
      if (!(error instanceof Canceled)) setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  if (failure instanceof HeldForApproval)
    return (
      <Dialog open={props.open} onClose={close} title={props.title} size="small">
        <ProblemNotice error={failure} />
        <DialogActions>
          <Button onClick={close}>{t("held.close")}</Button>
        </DialogActions>
      </Dialog>
    );
  const missing = props.typed !== undefined && text !== props.typed;
  return (
    <Dialog open={props.open} onClose={close} title={props.title} size="small">
      <div className={style.stack}>
        <div>{props.consequence}</div>
        {props.typed !== undefined && (
          <TextField
            label={t("confirm.type", { word: props.typed })}
            value={text}
            onChange={setText}
            autoComplete="off"
          />
        )}
        {failure !== undefined && <ProblemNotice error={failure} />}
      </div>
      <DialogActions>
        <Button onClick={close}>{t("confirm.cancel")}</Button>
        <Button
          variant={props.danger ? "danger-solid" : "primary"}
          busy={busy}
          disabledReason={missing && t("confirm.type", { word: props.typed })}
          onClick={() => void confirm()}
        >
          {props.action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
