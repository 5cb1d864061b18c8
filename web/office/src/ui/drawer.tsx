// A panel from the side of the window, for looking at one thing without leaving the list.
import { Drawer as KitDrawer } from "@mantine/core";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Drawer.layer.css";
import "@mantine/core/styles/Overlay.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import style from "./dialog.module.css";
import { Icon } from "./icon.tsx";

export function Drawer({
  open,
  onClose,
  title,
  children,
  side = "right",
  width = 560,
  flush = false,
}: {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  side?: "left" | "right";
  width?: number;
  /** Lets the content reach the edges. */
  flush?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <KitDrawer
      opened={open}
      onClose={onClose}
      title={title}
      position={side}
      size={`min(${width}px, 100vw)`}
      padding={0}
      zIndex={300}
      lockScroll={false}
      closeButtonProps={{ "aria-label": t("dialog.close"), icon: <Icon name="x" /> }}
      transitionProps={{ duration: 160 }}
      overlayProps={{ color: "transparent", backgroundOpacity: 1, className: style.scrim }}
      classNames={{
        content: style.drawer,
        header: style.header,
        title: style.title,
        body: flush ? style.flush : style.body,
        close: style.close,
      }}
    >
      {children}
    </KitDrawer>
  );
}
