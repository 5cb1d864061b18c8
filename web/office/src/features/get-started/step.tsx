// One step of the set-up: its number, what became of it, and its content while it is the open one.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "../../ui/class-names.ts";
import { HiddenText } from "../../ui/hidden-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import style from "./steps.module.css";

export type StepState = "done" | "open" | "waiting" | "skipped";

export function Step({
  number,
  title,
  state,
  summary,
  keepOpen = false,
  children,
}: {
  number: number;
  title: string;
  state: StepState;
  summary?: ReactNode;
  /** Shows its content also when it is done. */
  keepOpen?: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation("get_started");
  const shown = state === "open" || (state === "done" && keepOpen);
  return (
    <li
      className={cx(style.step, style[state])}
      aria-current={state === "open" ? "step" : undefined}
    >
      <span className={style.mark}>
        {state === "done" ? <Icon name="check" size={14} /> : number}
      </span>
      <div className={style.body}>
        <div className={style.head}>
          <h2 className={style.title}>{title}</h2>
          <HiddenText>{t(`state.${state}`)}</HiddenText>
          {!shown && state !== "waiting" && summary && (
            <span className={style.summary}>{summary}</span>
          )}
        </div>
        {shown && children && <div className={style.content}>{children}</div>}
      </div>
    </li>
  );
}
