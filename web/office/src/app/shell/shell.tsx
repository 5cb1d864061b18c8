// The frame round every page of a full session: environment, navigation, search, clock, account.
import { Outlet, useLocation, useMatches, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/class-names.ts";
import type { Feature } from "../../ui/feature.ts";
import { Icon } from "../../ui/icon.tsx";
import { Keys } from "../../ui/keys.tsx";
import { Logo, Mark } from "../../ui/logo.tsx";
import { usePreferences } from "../../ui/preferences.tsx";
import { type Shortcuts, useShortcuts } from "../../ui/shortcuts.ts";
import { Clock } from "./clock.tsx";
import { EnvironmentBanner } from "./environment-banner.tsx";
import { IdleNotice } from "./idle-notice.tsx";
import { Navigation, Waiting } from "./navigation.tsx";
import { SchemeMenu } from "./scheme-menu.tsx";
import style from "./shell.module.css";
import { UserMenu } from "./user-menu.tsx";
import { ViewBanner } from "./view-banner.tsx";

// Loaded when the page is idle or when asked for, whichever comes first.
const loadPalette = () => import("./palette.tsx");
const Palette = lazy(loadPalette);
const ShortcutSheet = lazy(() => import("./shortcut-sheet.tsx"));
const HelpDrawer = lazy(() => import("../../features/help/help-drawer.tsx"));
const NarrowMenu = lazy(() => import("./narrow-menu.tsx"));

type Overlay = "palette" | "shortcuts" | "menu" | "help" | undefined;

export function Shell({ features }: { features: readonly Feature[] }) {
  const { t } = useTranslation();
  const { menu_collapsed, change } = usePreferences();
  const [overlay, setOverlay] = useState<Overlay>();
  const navigate = useNavigate();
  const places = features.flatMap((feature) => feature.menu ?? []);
  const close = () => setOverlay(undefined);
  const main = useFocusOnNavigation(close);
  const place = usePlace(features);

  const shortcuts: Shortcuts = {
    "ctrl+k": () => setOverlay("palette"),
    "?": () => setOverlay("shortcuts"),
    h: () => setOverlay("help"),
    "/": focusSearch,
    "[": () => change({ menu_collapsed: !menu_collapsed }),
  };
  for (const place of places)
    if (place.shortcut) shortcuts[place.shortcut] = () => void navigate({ to: place.path });
  useShortcuts(shortcuts);
  useWhenIdle(loadPalette);

  return (
    <div className={cx(style.shell, menu_collapsed && style.collapsed)}>
      <a className={style.skip} href="#main">
        {t("shell.skip")}
      </a>
      <div className={style.banner}>
        <ViewBanner />
        <EnvironmentBanner />
      </div>
      <aside className={style.side}>
        <div className={style.brand}>{menu_collapsed ? <Mark /> : <Logo />}</div>
        <Navigation places={places} collapsed={menu_collapsed} />
        <div className={style.fold}>
          <IconButton
            icon="panel"
            size="small"
            shortcut="["
            label={t(menu_collapsed ? "shell.expand_menu" : "shell.collapse_menu")}
            onClick={() => change({ menu_collapsed: !menu_collapsed })}
          />
        </div>
      </aside>
      <header className={style.top}>
        <span className={style.narrow}>
          <IconButton icon="menu" label={t("shell.menu")} onClick={() => setOverlay("menu")} />
          {places.map((place) => (
            <Waiting key={place.path} place={place} collapsed />
          ))}
        </span>
        <SearchButton onOpen={() => setOverlay("palette")} />
        <div className={style.tools}>
          <Clock />
          <IconButton
            icon="help"
            label={t("shell.help")}
            shortcut="h"
            onClick={() => setOverlay("help")}
          />
          <IconButton
            icon="keyboard"
            label={t("shell.shortcuts")}
            shortcut="?"
            className={style.wide}
            onClick={() => setOverlay("shortcuts")}
          />
          <SchemeMenu />
          <UserMenu />
        </div>
      </header>
      <main
        id="main"
        ref={main}
        className={style.main}
        tabIndex={-1}
        data-scroll-restoration-id="main"
      >
        <Outlet />
      </main>
      <IdleNotice />
      <Suspense>
        {overlay === "palette" && <Palette places={places} onClose={close} />}
        {overlay === "shortcuts" && <ShortcutSheet places={places} onClose={close} />}
        {overlay === "help" && <HelpDrawer {...place} onClose={close} />}
        {overlay === "menu" && <NarrowMenu places={places} onClose={close} />}
      </Suspense>
    </div>
  );
}

/** Where one is: the path, and the page of the guide about it. */
function usePlace(features: readonly Feature[]) {
  const { pathname } = useLocation();
  const at = useMatches()
    .at(-1)
    ?.fullPath.replace(/(?<=.)\/$/, "");
  for (const { guide, pages } of features) {
    const page = pages.find(({ path }) => path === at);
    if (page) return { section: pathname, guide: page.guide ?? guide ?? "guide" };
  }
  return { section: pathname, guide: "guide" };
}

function SearchButton({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={style.search} onClick={onOpen}>
      <Icon name="search" size={15} />
      <span className={style.hint}>{t("shell.search")}</span>
      <span className={style.wide}>
        <Keys keys="ctrl+k" />
      </span>
    </button>
  );
}

function focusSearch() {
  document.querySelector<HTMLElement>('main input[type="search"]')?.focus();
}

/** After a change of page the keyboard starts at its content and overlays are closed. */
function useFocusOnNavigation(onNavigate: () => void) {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  const latest = useRef(onNavigate);
  latest.current = onNavigate;
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    latest.current();
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}

function useWhenIdle(load: () => Promise<unknown>) {
  useEffect(() => {
    const timer = setTimeout(() => void load(), 2500);
    return () => clearTimeout(timer);
  }, [load]);
}
