// A secret that is shown once: copy it, or take it as a file, then say that it is stored. It cannot
// be closed before, because afterwards nobody can read it again.
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { saveText } from "../lib/save-text.ts";
import { Button } from "./button.tsx";
import { Checkbox } from "./choice-field.tsx";
import { useCopy } from "./copyable.tsx";
import { Dialog } from "./dialog.tsx";
import { Notice } from "./notice.tsx";
import style from "./secret-reveal.module.css";

export interface SecretRevealProps {
  /** One secret, or several such as recovery codes; null when it was shown before. */
  secret: string | readonly string[] | null;
  note: ReactNode;
  /** Offers a text file under this name. */
  fileName?: string;
  doneLabel?: string;
  onStored: () => void;
}

export function SecretReveal({ secret, ...props }: SecretRevealProps) {
  const { t } = useTranslation();
  if (secret !== null) return <FirstReveal secret={secret} {...props} />;
  return (
    <div className={style.reveal}>
      <Notice tone="warning" title={t("secret.gone")}>
        {t("secret.gone_text")}
      </Notice>
      <Button variant="primary" wide onClick={props.onStored}>
        {t("secret.close")}
      </Button>
    </div>
  );
}

function FirstReveal({
  secret,
  note,
  fileName,
  doneLabel,
  onStored,
}: SecretRevealProps & { secret: string | readonly string[] }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  const [stored, setStored] = useState(false);
  const lines = typeof secret === "string" ? [secret] : secret;
  const text = lines.join("\n");
  return (
    <div className={style.reveal}>
      <Notice tone="warning" title={t("secret.once")}>
        {note}
      </Notice>
      <ul className={lines.length > 1 ? style.several : style.single} data-secret>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <div className={style.ways}>
        <Button icon={copied ? "check" : "copy"} onClick={() => void copy(text)}>
          {t(copied ? "copy.done" : "secret.copy")}
        </Button>
        {fileName && (
          <Button icon="download" onClick={() => saveText(fileName, text)}>
            {t("secret.save")}
          </Button>
        )}
      </div>
      <Checkbox label={t("secret.stored")} value={stored} onChange={setStored} />
      <Button
        variant="primary"
        wide
        disabledReason={!stored && t("secret.stored_first")}
        onClick={onStored}
      >
        {doneLabel ?? t("secret.done")}
      </Button>
    </div>
  );
}

export function SecretDialog({
  title,
  open,
  ...props
}: SecretRevealProps & { title: string; open: boolean }) {
  return (
    <Dialog open={open} onClose={() => undefined} dismissable={false} title={title}>
      <SecretReveal {...props} />
    </Dialog>
  );
}
