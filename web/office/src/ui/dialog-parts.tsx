// What dialogs and drawers share: their head as plain elements (the kit's would be a second page
// banner to screen readers) and the classes of their parts.
import type { ComponentType, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import style from "./dialog.module.css";
import { Icon } from "./icon.tsx";

interface KitParts {
  Title: ComponentType<{ className?: string; children?: ReactNode }>;
  CloseButton: ComponentType<{ className?: string; "aria-label"?: string; icon?: ReactNode }>;
}

export function DialogHead({
  parts,
  title,
  closable = true,
}: {
  parts: KitParts;
  title: ReactNode;
  closable?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <div className={style.header}>
      <parts.Title className={style.title}>{title}</parts.Title>
      {closable && (
        <parts.CloseButton
          className={style.close}
          aria-label={t("dialog.close")}
          icon={<Icon name="x" />}
        />
      )}
    </div>
  );
}
