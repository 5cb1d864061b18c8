// A titled surface. `flush` lets a table or list reach its edges.
import type { ReactNode } from "react";
import style from "./card.module.css";
import { cx } from "./class-names.ts";

export function Card({
  title,
  note,
  actions,
  lead,
  flush = false,
  children,
  className,
}: {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  /** Stands in place of the title line, as the filters of a list do. */
  lead?: ReactNode;
  flush?: boolean;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cx(style.card, className)}>
      {lead && <div className={style.head}>{lead}</div>}
      {(title || actions) && (
        <header className={style.head}>
          <div>
            {title && <h2 className={style.title}>{title}</h2>}
            {note && <p className={style.note}>{note}</p>}
          </div>
          {actions && <div className={style.actions}>{actions}</div>}
        </header>
      )}
      <div className={flush ? style.flush : style.body}>{children}</div>
    </section>
  );
}

/** A figure with its name, the way a dashboard opens. */
export function Figure({
  label,
  value,
  note,
  children,
}: {
  label: ReactNode;
  value: ReactNode;
  note?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={style.figure}>
      <div className={style.name}>{label}</div>
      <div className={style.value}>{value}</div>
      {note && <div className={style.note}>{note}</div>}
      {children}
    </div>
  );
}

/** Cards side by side, as many as fit. */
export function CardGrid({ children, min = 260 }: { children: ReactNode; min?: number }) {
  return (
    <div
      className={style.grid}
      style={{ gridTemplateColumns: `repeat(auto-fit, minmax(min(${min}px, 100%), 1fr))` }}
    >
      {children}
    </div>
  );
}
