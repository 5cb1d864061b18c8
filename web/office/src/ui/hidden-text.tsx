// Text for screen readers only.
import type { ReactNode } from "react";
import style from "./hidden-text.module.css";

export const HiddenText = ({ children }: { children: ReactNode }) => (
  <span className={style.hidden}>{children}</span>
);
