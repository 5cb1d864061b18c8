// A menu of actions or links behind a button.
import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useState } from "react";
import type { IconName } from "./icon.tsx";

const loadKitMenu = () => import("./kit-menu.tsx");
const KitMenu = lazy(loadKitMenu);

export interface MenuEntry {
  label: ReactNode;
  icon?: IconName;
  /** A path of the office, or what happens on choosing it. */
  to?: string;
  onSelect?: () => void;
  danger?: boolean;
  checked?: boolean;
  /** Of entries with `checked`, whether several can be on; the menu then stays open. */
  several?: boolean;
  /** Why it cannot be chosen; shown under its label. */
  disabledReason?: string | false;
  shortcut?: string;
}

export interface MenuSection {
  title?: ReactNode;
  entries: readonly MenuEntry[];
}

interface TargetProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
}

export interface MenuProps {
  target: ReactElement<TargetProps>;
  sections: readonly MenuSection[];
  head?: ReactNode;
  align?: "start" | "end";
}

/** Before the first press there is only the button; pointing at it fetches what the menu needs. */
export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState(false);
  const button = cloneElement(props.target, {
    onClick: () => setWanted(true),
    onPointerEnter: () => void loadKitMenu(),
    onFocus: () => void loadKitMenu(),
    "aria-haspopup": "menu",
    "aria-expanded": false,
  });
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <KitMenu {...props} />
    </Suspense>
  );
}
