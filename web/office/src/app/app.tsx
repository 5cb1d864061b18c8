// Providers of the whole application, outermost first.
import { MantineProvider } from "@mantine/core";
import "@mantine/core/styles/baseline.layer.css";
import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import "@mantine/core/styles/UnstyledButton.layer.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";
import { createWords } from "../i18n/i18n.ts";
import { ClockProvider } from "../ui/clock.tsx";
import { PreferencesProvider } from "../ui/preferences.tsx";
import { ToastProvider } from "../ui/toast.tsx";
import "./tokens.css";
import "./base.css";
import { keptColorScheme } from "./color-scheme.ts";
import { features } from "./features.ts";
import { createQueries } from "./queries.ts";
import { createOfficeRouter } from "./router.tsx";
import { cssVariables, theme } from "./theme.ts";

function pageNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce || meta?.getAttribute("nonce") || "";
}

export function App() {
  const [words] = useState(createWords);
  const [queries] = useState(createQueries);
  const [router] = useState(() => createOfficeRouter({ features, words, queries }));
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={keptColorScheme}
      defaultColorScheme="auto"
      getStyleNonce={pageNonce}
    >
      <I18nextProvider i18n={words}>
        <QueryClientProvider client={queries}>
          <ClockProvider now={Date.now}>
            <PreferencesProvider>
              <ToastProvider>
                <RouterProvider router={router} />
              </ToastProvider>
            </PreferencesProvider>
          </ClockProvider>
        </QueryClientProvider>
      </I18nextProvider>
    </MantineProvider>
  );
}
