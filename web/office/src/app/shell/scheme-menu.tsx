// Light, dark, or as the system has it.
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/button.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";

const schemes: readonly { value: "light" | "dark" | "auto"; icon: IconName }[] = [
  { value: "light", icon: "sun" },
  { value: "dark", icon: "moon" },
  { value: "auto", icon: "monitor" },
];

export function SchemeMenu() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const shown = useComputedColorScheme("light");
  return (
    <Menu
      target={<IconButton icon={shown === "dark" ? "moon" : "sun"} label={t("scheme.label")} />}
      sections={[
        {
          title: t("scheme.label"),
          entries: schemes.map(({ value, icon }) => ({
            label: t(`scheme.${value}`),
            icon,
            checked: colorScheme === value,
            onSelect: () => setColorScheme(value),
          })),
        },
      ]}
    />
  );
}
