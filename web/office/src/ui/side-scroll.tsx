// A wide table inside a card: it scrolls sideways, by keyboard too, and its edge fades while more
// waits there.
import type { ReactNode } from "react";
import style from "./side-scroll.module.css";
import { useSideways } from "./use-sideways.ts";

export function SideScroll({ label, children }: { label: string; children: ReactNode }) {
  const sideways = useSideways();
  return (
    <section
      {...sideways}
      className={style.scroll}
      tabIndex={sideways["data-wide"] ? 0 : undefined}
      aria-label={label}
    >
      {children}
    </section>
  );
}
