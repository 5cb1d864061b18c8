// An id, key or reference that one press copies. Short ids show both ends and copy the whole.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { shortId } from "../lib/words.ts";
import style from "./copyable.module.css";
import { Icon } from "./icon.tsx";

export function useCopy() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  async function copy(text: string) {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  }
  return { copied, copy };
}

export function Copyable({ text, short = false }: { text: string; short?: boolean }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  if (text === "") return null;
  return (
    <span className={style.copyable}>
      <span className={style.text} title={short ? text : undefined}>
        {short ? shortId(text) : text}
      </span>
      <button
        type="button"
        className={style.button}
        aria-label={t(copied ? "copy.done" : "copy.label", { text })}
        onClick={(event) => {
          event.stopPropagation();
          event.preventDefault();
          void copy(text);
        }}
      >
        <Icon name={copied ? "check" : "copy"} size={13} />
      </button>
    </span>
  );
}
