// Choosing a file by dropping it, by mouse or by keyboard: the field beneath is a plain one.
import { type DragEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import style from "./batches.module.css";

const kib = 1024;

export function FileField({
  file,
  onChange,
}: {
  file: File | undefined;
  onChange: (file: File | undefined) => void;
}) {
  const { t } = useTranslation("batches");
  const id = useId();
  const [over, setOver] = useState(false);
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) onChange(dropped);
  }
  function hover(event: DragEvent) {
    event.preventDefault();
    setOver(true);
  }
  return (
    <label
      htmlFor={id}
      className={style.drop}
      data-over={over || undefined}
      onDragOver={hover}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name={file ? "check" : "arrow-up"} size={18} />
      <span className={style.file}>
        {file ? t("upload.chosen", { name: file.name }) : t("upload.drop")}
      </span>
      <span className={style.quiet}>
        {file
          ? t("upload.size", { size: Math.max(1, Math.round(file.size / kib)) })
          : t("upload.limits")}
      </span>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        aria-label={t("upload.file")}
        className={style.input}
        onChange={(event) => onChange(event.target.files?.[0])}
      />
    </label>
  );
}
