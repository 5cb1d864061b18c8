// JSON and raw texts as they are, with folding for objects and arrays. Everything is a text node,
// so what others sent can never become markup.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./class-names.ts";
import { Icon } from "./icon.tsx";
import style from "./json-view.module.css";

export function JsonView({ value, open_depth = 2 }: { value: unknown; open_depth?: number }) {
  return (
    <div className={style.view}>
      <Node value={value} depth={0} open_depth={open_depth} />
    </div>
  );
}

/** A text that is probably JSON; shown as it is when it is not. */
export function JsonText({ text }: { text: string }) {
  const parsed = parse(text);
  if (parsed !== undefined) return <JsonView value={parsed} />;
  return <pre className={style.raw}>{text}</pre>;
}

function parse(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface NodeProps {
  name?: string;
  value: unknown;
  depth: number;
  open_depth: number;
}

function Node({ name, value, depth, open_depth }: NodeProps) {
  const label = name !== undefined && <span className={style.name}>{name}: </span>;
  if (typeof value !== "object" || value === null)
    return (
      <div className={style.line}>
        {label}
        <span className={style[kindOf(value)]}>{JSON.stringify(value)}</span>
      </div>
    );
  return <Branch name={name} value={value} depth={depth} open_depth={open_depth} />;
}

function Branch({ name, value, depth, open_depth }: NodeProps & { value: object }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(depth < open_depth);
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const [first, last] = list ? "[]" : "{}";
  if (entries.length === 0)
    return (
      <div className={style.line}>
        {name !== undefined && <span className={style.name}>{name}: </span>}
        {first}
        {last}
      </div>
    );
  return (
    <div>
      <button
        type="button"
        className={style.fold}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="chevron-right" size={11} className={cx(style.arrow, open && style.turned)} />
        {name !== undefined && <span className={style.name}>{name}: </span>}
        {first}
        {!open && (
          <span className={style.count}>
            {t("json.entries", { count: entries.length })} {last}
          </span>
        )}
      </button>
      {open && (
        <>
          <div className={style.children}>
            {entries.map(([key, entry]) => (
              <Node
                key={key}
                name={list ? undefined : key}
                value={entry}
                depth={depth + 1}
                open_depth={open_depth}
              />
            ))}
          </div>
          <div className={style.line}>{last}</div>
        </>
      )}
    </div>
  );
}

function kindOf(value: unknown): "text" | "figure" | "word" {
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "figure" : "word";
}
