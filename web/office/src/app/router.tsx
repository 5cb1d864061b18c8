// Routes made from the features' declarations. Pages load when they are visited, together with
// their words; pages of the session stand outside the shell, all others behind the guard.
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import type { i18n } from "i18next";
import { addOfficeWords } from "../i18n/i18n.ts";
import { formatSearch, parseSearch } from "../lib/search.ts";
import type { Feature } from "../ui/feature.ts";
import { Guard } from "./guard.tsx";
import { NotFoundPage, PageFailed } from "./page-states.tsx";

export interface RouterParts {
  features: readonly Feature[];
  words: i18n;
  queries: QueryClient;
}

async function loadWords(words: i18n, feature: Feature) {
  if (words.hasResourceBundle("en", feature.name)) return;
  const { default: bundle } = await feature.words();
  words.addResourceBundle("en", feature.name, bundle);
}

export function createOfficeRouter({ features, words }: RouterParts) {
  const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });
  const office = createRoute({
    getParentRoute: () => root,
    id: "office",
    loader: () => addOfficeWords(words),
    component: () => <Guard features={features} />,
  });

  const routesOf = (feature: Feature, parent: typeof root | typeof office) =>
    feature.pages.map((page) =>
      createRoute({
        getParentRoute: () => parent as typeof root,
        path: page.path,
        loader: () => loadWords(words, feature),
        component: lazyRouteComponent(page.page),
        errorComponent: PageFailed,
      }),
    );

  // An unknown address keeps the menu beside it; signed out, it leads to the sign-in like any
  // other.
  const unknown = createRoute({
    getParentRoute: () => office,
    path: "$",
    component: NotFoundPage,
  });
  const outside = features.filter((feature) => feature.outside);
  const inside = features.filter((feature) => !feature.outside);
  const tree = root.addChildren([
    ...outside.flatMap((feature) => routesOf(feature, root)),
    office.addChildren([...inside.flatMap((feature) => routesOf(feature, office)), unknown]),
  ]);
  for (const feature of features)
    if (feature.titles) words.addResourceBundle("en", "menu", feature.titles, true);

  return createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch: formatSearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    scrollToTopSelectors: ["#main"],
    defaultPendingMs: 200,
  });
}
