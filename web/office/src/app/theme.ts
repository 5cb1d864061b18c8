// The kit's theme: our tokens under the kit's variable names, so that its parts look like ours.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const ink: MantineColorsTuple = [
  "#eaeefb",
  "#d3dcf7",
  "#a8b9ee",
  "#7b94e4",
  "#5574d8",
  "#4062d8",
  "#2f53c4",
  "#2747b0",
  "#1f3a93",
  "#172c70",
];

export const theme = createTheme({
  colors: { ink },
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 5 },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "10px", xl: "14px" },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
});

const tokens = {
  "--mantine-color-body": "var(--page)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-faint)",
  "--mantine-color-placeholder": "var(--text-faint)",
  "--mantine-color-error": "var(--danger-text)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--surface-hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--line)",
  "--mantine-color-anchor": "var(--accent-text)",
  "--mantine-shadow-md": "var(--shadow-m)",
  "--mantine-shadow-xl": "var(--shadow-l)",
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: tokens,
  dark: tokens,
});
