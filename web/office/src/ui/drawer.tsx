// A panel from the side of the window, for looking at one thing without leaving the list.
import { lazy, type ReactNode, Suspense } from "react";
import { useFocusReturn } from "./focus-return.ts";

const KitDrawer = lazy(() => import("./kit-drawer.tsx"));

export interface DrawerProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  side?: "left" | "right";
  width?: number;
  /** Lets the content reach the edges. */
  flush?: boolean;
}

/** Loaded with the first one that opens, as dialogs are. */
export const Drawer = (props: DrawerProps) => (props.open ? <OpenDrawer {...props} /> : null);

function OpenDrawer(props: DrawerProps) {
  useFocusReturn();
  return (
    <Suspense>
      <KitDrawer {...props} />
    </Suspense>
  );
}
