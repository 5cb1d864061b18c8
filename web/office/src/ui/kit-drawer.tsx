// The kit's part of a drawer, loaded when the first one opens.
import { Drawer as KitDrawer } from "@mantine/core";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Drawer.layer.css";
import "@mantine/core/styles/Overlay.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import style from "./dialog.module.css";
import { DialogHead } from "./dialog-parts.tsx";
import type { DrawerProps } from "./drawer.tsx";

export default function KitSideDrawer({
  onClose,
  title,
  children,
  side = "right",
  width = 560,
  flush = false,
}: DrawerProps) {
  return (
    <KitDrawer.Root
      opened
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
