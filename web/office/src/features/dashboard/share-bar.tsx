// A thin bar that repeats a share which is also written beside it.
import { cx } from "../../ui/class-names.ts";
import style from "./dashboard.module.css";

export const ShareBar = ({ tenths, kind }: { tenths: number; kind: "declined" | "accepted" }) => (
  <span className={cx(style.bar, style[kind])} aria-hidden="true">
    <span style={{ width: `calc(${tenths} * 0.1%)` }} />
  </span>
);
