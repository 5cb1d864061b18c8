// A panel from the side of the window, for looking at one thing without leaving the list.
import { Drawer as KitDrawer } from "@mantine/core";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Drawer.layer.css";
import "@mantine/core/styles/Overlay.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import type { ReactNode } from "react";
import style from "./dialog.module.css";
import { DialogHead } from "./dialog-parts.tsx";

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
  return (
    <KitDrawer.Root
      opened={open}
      onClose={onClose}
      position={side}
      size={`min(${width}px, 100vw)`}
      padding={0}
      zIndex={300}
      lockScroll={false}
      transitionProps={{ duration: 160 }}
      classNames={{
        overlay: style.scrim,
        content: style.drawer,
        body: flush ? style.flush : style.body,
      }}
    >
      <KitDrawer.Overlay color="transparent" backgroundOpacity={1} />
      <KitDrawer.Content>
        <DialogHead parts={KitDrawer} title={title} />
        <KitDrawer.Body>{children}</KitDrawer.Body>
      </KitDrawer.Content>
    </KitDrawer.Root>
  );
}
