// Renders a part of the office inside what it stands in: words, query cache, router at an address,
// a clock that stands still, and permissions.
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { addOfficeWords, createWords } from "../i18n/i18n.ts";
import { formatSearch, parseSearch } from "../lib/search.ts";
import { CapabilitiesProvider, type Judge } from "../ui/can.tsx";
import { ClockProvider } from "../ui/clock.tsx";
import { PreferencesProvider } from "../ui/preferences.tsx";
import { ToastProvider } from "../ui/toast.tsx";

export const fixed_now = Date.UTC(2026, 8, 18, 13, 42, 7);

export interface RenderOptions {
  at?: string;
  judge?: Judge;
  words?: { namespace: string; bundle: object };
}

export async function renderOffice(content: ReactNode, options: RenderOptions = {}) {
  const words = createWords();
  await addOfficeWords(words);
  if (options.words) words.addResourceBundle("en", options.words.namespace, options.words.bundle);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createRouter({
    routeTree: createRootRoute({ component: () => content, notFoundComponent: () => content }),
    history: createMemoryHistory({ initialEntries: [options.at ?? "/"] }),
    parseSearch,
    stringifySearch: formatSearch,
  });
  await router.load();
  const view = render(
    <MantineProvider env="test">
      <I18nextProvider i18n={words}>
        <QueryClientProvider client={queries}>
          <ClockProvider now={() => fixed_now}>
            <PreferencesProvider>
              <CapabilitiesProvider judge={options.judge ?? (() => ({ allowed: true }))}>
                <ToastProvider>
                  <RouterProvider router={router} />
                </ToastProvider>
              </CapabilitiesProvider>
            </PreferencesProvider>
          </ClockProvider>
        </QueryClientProvider>
      </I18nextProvider>
    </MantineProvider>,
  );
  return { ...view, router, queries };
}
