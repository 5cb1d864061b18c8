// A file that shows it: read in the browser for its fingerprint, never sent.
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Copyable } from "../../ui/copyable.tsx";
import style from "./exceptions.module.css";
import { sha256Of } from "./file-hash.ts";

export function EvidenceFile({
  value,
  onChange,
}: {
  value: string;
  onChange: (hash: string) => void;
}) {
  const { t } = useTranslation("exceptions");
  const id = useId();
  async function take(file: File | undefined) {
    onChange(file ? await sha256Of(file) : "");
  }
  return (
    <div className={style.file}>
      <label htmlFor={id}>{t("decide.file")}</label>
      <input
        id={id}
        type="file"
        aria-describedby={`${id}-hint`}
        onChange={(event) => void take(event.target.files?.[0])}
      />
      <p id={`${id}-hint`} className={style.quiet}>
        {t("decide.file_hint")}
      </p>
      {value && (
        <p className={style.hash}>
          SHA-256 <Copyable short text={value} />
        </p>
      )}
    </div>
  );
}
