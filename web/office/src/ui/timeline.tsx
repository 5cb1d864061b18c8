// What happened, step by step, newest last or first as the caller orders it.
import type { ReactNode } from "react";
import { cx } from "./class-names.ts";
import { Icon, type IconName } from "./icon.tsx";
import { Instant } from "./instant.tsx";
import type { Tone } from "./status-tones.ts";
import style from "./timeline.module.css";

export interface TimelineStep {
  key: string;
  at: number | null;
  title: ReactNode;
  note?: ReactNode;
  tone?: Tone;
  icon?: IconName;
}

export function Timeline({ steps, label }: { steps: readonly TimelineStep[]; label: string }) {
  return (
    <ol className={style.timeline} aria-label={label}>
      {steps.map((step) => (
        <li key={step.key} className={style.step}>
          <span className={cx(style.dot, style[step.tone ?? "neutral"])}>
            <Icon name={step.icon ?? "circle"} size={13} />
          </span>
          <div className={style.body}>
            <div className={style.line}>
              <span className={style.title}>{step.title}</span>
              <span className={style.at}>
                <Instant at={step.at} as="second" />
              </span>
            </div>
            {step.note && <div className={style.note}>{step.note}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
