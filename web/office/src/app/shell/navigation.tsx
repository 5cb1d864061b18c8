// The menu, by sections. An entry whose page is not allowed stays visible and says which permission
// is missing.
import { useMatchRoute } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { cx } from "../../ui/class-names.ts";
import type { MenuPlace } from "../../ui/feature.ts";
import { Icon } from "../../ui/icon.tsx";
import { Link } from "../../ui/link.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import style from "./navigation.module.css";

const sections = [
  "overview",
  "payments",
  "merchants",
  "support",
  "administration",
  "account",
] as const;

export function Navigation({
  places,
  collapsed = false,
}: {
  places: readonly MenuPlace[];
  collapsed?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <nav className={cx(style.nav, collapsed && style.collapsed)} aria-label={t("shell.navigation")}>
      {sections.map((section) => {
        const entries = places.filter((place) => place.section === section);
        if (entries.length === 0) return null;
        return (
          <div key={section} className={style.section}>
            <h2 className={style.title}>{t(`menu_section.${section}`)}</h2>
            <ul>
              {entries.map((place) => (
                <li key={place.path}>
                  <Entry place={place} collapsed={collapsed} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

function Entry({ place, collapsed }: { place: MenuPlace; collapsed: boolean }) {
  const { t } = useTranslation("menu");
  const matchRoute = useMatchRoute();
  const can = useCan(place.operation ?? "");
  const title = t(place.title);
  const allowed = place.operation === undefined || can.allowed;
  const here = Boolean(matchRoute({ to: place.path, fuzzy: place.path !== "/" }));
  const content = (
    <>
      <Icon name={place.icon} />
      <span className={style.label}>{title}</span>
      {!allowed && <Icon name="lock" size={12} className={style.lock} />}
      {place.badge && <Waiting place={place} collapsed={collapsed} />}
    </>
  );
  if (!allowed)
    return (
      <Tooltip text={`${title}: ${can.reason}`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards must reach the reason */}
        <span className={style.entry} aria-disabled="true" tabIndex={0}>
          {content}
        </span>
      </Tooltip>
    );
  const link = (
    <Link
      to={place.path}
      className={cx(style.entry, here && style.here)}
      aria-current={here ? "page" : undefined}
      aria-label={collapsed ? title : undefined}
    >
      {content}
    </Link>
  );
  return collapsed ? (
    <Tooltip text={title} shortcut={place.shortcut}>
      {link}
    </Tooltip>
  ) : (
    link
  );
}

/** What waits behind an entry, for those who may open it. */
export function Waiting({ place, collapsed }: { place: MenuPlace; collapsed: boolean }) {
  const can = useCan(place.operation ?? "");
  if (!place.badge || (place.operation !== undefined && !can.allowed)) return null;
  return (
    <Suspense>
      <place.badge collapsed={collapsed} />
    </Suspense>
  );
}
