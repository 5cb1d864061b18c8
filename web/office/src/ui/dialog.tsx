// A question or a short form over the page. Focus stays inside and returns where it came from.
import { Modal } from "@mantine/core";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Modal.layer.css";
import "@mantine/core/styles/Overlay.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import style from "./dialog.module.css";
import { Icon } from "./icon.tsx";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
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
  const { t } = useTranslation();
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={titleHidden ? undefined : title}
      aria-label={titleHidden ? String(title) : undefined}
      size={widths[size]}
      yOffset="8vh"
      padding={0}
      zIndex={300}
      lockScroll={false}
      closeOnClickOutside={dismissable}
      closeOnEscape={dismissable}
      withCloseButton={dismissable && !titleHidden}
      closeButtonProps={{ "aria-label": t("dialog.close"), icon: <Icon name="x" /> }}
      transitionProps={{ duration: 120, transition: "fade" }}
      overlayProps={{ color: "transparent", backgroundOpacity: 1, className: style.scrim }}
      classNames={{
        content: style.content,
        header: style.header,
        title: style.title,
        body: style.body,
        close: style.close,
      }}
    >
      {children}
    </Modal>
  );
}

export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className={style.actions}>{children}</div>
);
