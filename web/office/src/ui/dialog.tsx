// A question or a short form over the page. Focus stays inside and returns where it came from.
import { Modal } from "@mantine/core";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Modal.layer.css";
import "@mantine/core/styles/Overlay.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import type { ReactNode } from "react";
import style from "./dialog.module.css";
import { DialogHead } from "./dialog-parts.tsx";

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

const widths = { small: 400, normal: 520, wide: 760 };

export function Dialog({
  open,
  onClose,
  title,
  titleHidden = false,
  children,
  size = "normal",
  dismissable = true,
}: DialogProps) {
  return (
    <Modal.Root
      opened={open}
      onClose={onClose}
      size={widths[size]}
      yOffset="8vh"
      padding={0}
      zIndex={300}
      lockScroll={false}
      closeOnClickOutside={dismissable}
      closeOnEscape={dismissable}
      transitionProps={{ duration: 120, transition: "fade" }}
      classNames={{ overlay: style.scrim, content: style.content, body: style.body }}
    >
      <Modal.Overlay color="transparent" backgroundOpacity={1} />
      <Modal.Content aria-label={titleHidden ? title : undefined}>
        {!titleHidden && <DialogHead parts={Modal} title={title} closable={dismissable} />}
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className={style.actions}>{children}</div>
);
