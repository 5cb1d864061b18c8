// Which columns a list shows and how close its rows stand; remembered for this browser.

import { useTranslation } from "react-i18next";
import { IconButton } from "../button.tsx";
import { Menu } from "../menu.tsx";
import { type Density, usePreferences } from "../preferences.tsx";
import type { Column } from "./column.ts";

export function useHiddenColumns<Row>(list: string, columns: readonly Column<Row>[]) {
  const { hidden_columns, change } = usePreferences();
  const plain = columns.filter((column) => column.initiallyHidden).map((column) => column.id);
  const hidden = hidden_columns[list] ?? plain;
  const toggle = (id: string) =>
    change({
      hidden_columns: {
        ...hidden_columns,
        [list]: hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id],
      },
    });
  return { hidden, toggle };
}

export function ColumnMenu<Row>({
  columns,
  hidden,
  toggle,
}: {
  columns: readonly Column<Row>[];
  hidden: readonly string[];
  toggle: (id: string) => void;
}) {
  const { t } = useTranslation();
  const { density, change } = usePreferences();
  const densities: Density[] = ["normal", "compact"];
  return (
    <Menu
      target={<IconButton icon="columns" size="small" label={t("table.columns")} />}
      sections={[
        {
          title: t("table.columns"),
          entries: columns
            .filter((column) => !column.always)
            .map((column) => ({
              label: column.title,
              checked: !hidden.includes(column.id),
              several: true,
              onSelect: () => toggle(column.id),
            })),
        },
        {
          title: t("table.density"),
          entries: densities.map((value) => ({
            label: t(`table.density_${value}`),
            checked: density === value,
            onSelect: () => change({ density: value }),
          })),
        },
      ]}
    />
  );
}
