// The frame of every page: where it stands (breadcrumbs), its title, what can be done, its content.
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./class-names.ts";
import { Icon } from "./icon.tsx";
import { Link } from "./link.tsx";
import style from "./page.module.css";

export interface Crumb {
  label: string;
  to: string;
}

export interface PageProps {
  title: string;
  /** A badge or id beside the title. */
  aside?: ReactNode;
  note?: ReactNode;
  crumbs?: readonly Crumb[];
  actions?: ReactNode;
  /** Narrow pages hold forms, wide ones tables. */
  width?: "narrow" | "wide";
  children: ReactNode;
}

export function Page({ title, aside, note, crumbs, actions, width = "wide", children }: PageProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
  return (
    <div className={cx(style.page, width === "narrow" && style.narrow)}>
      <header className={style.header}>
        {crumbs && <Breadcrumbs crumbs={crumbs} />}
        <div className={style.line}>
          <div className={style.heading}>
            <h1 className={style.title}>{title}</h1>
            {aside}
          </div>
          {actions && <div className={style.actions}>{actions}</div>}
        </div>
        {note && <div className={style.note}>{note}</div>}
      </header>
      {children}
    </div>
  );
}

function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("page.breadcrumbs")}>
      <ol className={style.crumbs}>
        {crumbs.map((crumb) => (
          <li key={crumb.to}>
            <Link to={crumb.to}>{crumb.label}</Link>
            <Icon name="chevron-right" size={12} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Two columns on a wide screen: the matter, and what is known about it. */
export const Split = ({ main, side }: { main: ReactNode; side: ReactNode }) => (
  <div className={style.split}>
    <div className={style.column}>{main}</div>
    <div className={style.column}>{side}</div>
  </div>
);

export const Stack = ({ children, gap = 16 }: { children: ReactNode; gap?: number }) => (
  <div className={style.stack} style={{ gap }}>
    {children}
  </div>
);

export const Inline = ({ children, gap = 8 }: { children: ReactNode; gap?: number }) => (
  <div className={style.inline} style={{ gap }}>
    {children}
  </div>
);
