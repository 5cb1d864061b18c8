// A question or a short form over the page. Focus stays inside and returns where it came from.
import { lazy, type ReactNode, Suspense } from "react";
import style from "./dialog.module.css";
import { useFocusReturn } from "./focus-return.ts";

const KitDialog = lazy(() => import("./kit-dialog.tsx"));

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Keeps the title for screen readers only. */
  titleHidden?: boolean;
  children: ReactNode;
  size?: "small" | "normal" | "wide";
  /** Off for what must be answered, such as a secret that is shown only once. */
  dismissable?: boolean;
}

/** A page loads without what its dialogs need; that comes when the first one opens. */
export const Dialog = (props: DialogProps) => (props.open ? <OpenDialog {...props} /> : null);

function OpenDialog(props: DialogProps) {
  useFocusReturn();
  return (
    <Suspense>
      <KitDialog {...props} />
    </Suspense>
  );
}

export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className={style.actions}>{children}</div>
);
