// A short explanation on hover and focus. Never the only place of something a person must know.
import { Tooltip as KitTooltip } from "@mantine/core";
import "@mantine/core/styles/Tooltip.layer.css";
import type { ReactElement } from "react";
import { Keys } from "./keys.tsx";
import style from "./tooltip.module.css";

export function Tooltip({
  text,
  shortcut,
  children,
}: {
  text: string;
  shortcut?: string;
  children: ReactElement;
}) {
  const label = shortcut ? (
    <span className={style.line}>
      {text} <Keys keys={shortcut} />
    </span>
  ) : (
    text
  );
  return (
    <KitTooltip
      label={label}
      classNames={{ tooltip: style.tooltip }}
      events={{ hover: true, focus: true, touch: true }}
      openDelay={250}
      multiline
      maw={280}
      offset={6}
      zIndex={400}
    >
      {children}
    </KitTooltip>
  );
}
