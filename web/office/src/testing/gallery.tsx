// Every part of the kit in its states, on one page, for looking at while working on it. Not part of
// the build: `npm run -w web/office dev`, then /gallery.html.
import { MantineProvider } from "@mantine/core";
import "@mantine/core/styles/baseline.layer.css";
import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import "@mantine/core/styles/UnstyledButton.layer.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import "../app/tokens.css";
import "../app/base.css";
import { cssVariables, theme } from "../app/theme.ts";
import { addOfficeWords, createWords } from "../i18n/i18n.ts";
import { formatSearch, parseSearch } from "../lib/search.ts";
import { PreferencesProvider } from "../ui/preferences.tsx";
import { ToastProvider } from "../ui/toast.tsx";
import { Gallery } from "./gallery-page.tsx";

const router = createRouter({
  routeTree: createRootRoute({ component: Gallery, notFoundComponent: Gallery }),
  parseSearch,
  stringifySearch: formatSearch,
});

const words = createWords();
await addOfficeWords(words);
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <I18nextProvider i18n={words}>
        <QueryClientProvider client={new QueryClient()}>
          <PreferencesProvider>
            <ToastProvider>
              <RouterProvider router={router} />
            </ToastProvider>
          </PreferencesProvider>
        </QueryClientProvider>
      </I18nextProvider>
    </MantineProvider>,
  );
