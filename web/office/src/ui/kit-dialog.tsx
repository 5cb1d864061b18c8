// The kit's part of a dialog, loaded when the first one opens.
import { Modal } from "@mantine/core";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Modal.layer.css";
import "@mantine/core/styles/Overlay.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import style from "./dialog.module.css";
import type { DialogProps } from "./dialog.tsx";
import { DialogHead } from "./dialog-parts.tsx";

const widths = { small: 400, normal: 520, wide: 760 };

export default function KitDialog({
  onClose,
  title,
  titleHidden = false,
  children,
  size = "normal",
  dismissable = true,
}: DialogProps) {
  return (
    <Modal.Root
      opened
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
