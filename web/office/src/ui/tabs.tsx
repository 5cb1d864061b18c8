// Tabs of one page. The open one can live in the URL: pass its value and setter from useUrlState.
import { Tabs as KitTabs } from "@mantine/core";
import "@mantine/core/styles/Tabs.layer.css";
import type { ReactNode } from "react";
import style from "./tabs.module.css";

export interface Tab {
  value: string;
  label: ReactNode;
  count?: number;
  content: ReactNode;
}

export function Tabs({
  tabs,
  value,
  onChange,
  label,
}: {
  tabs: readonly Tab[];
  value: string;
  onChange: (value: string) => void;
  label: string;
}) {
  const open = tabs.some((tab) => tab.value === value) ? value : (tabs[0]?.value ?? null);
  return (
    <KitTabs
      value={open}
      onChange={(next) => next !== null && onChange(next)}
      keepMounted={false}
      classNames={{ list: style.list, tab: style.tab, panel: style.panel }}
    >
      <KitTabs.List aria-label={label}>
        {tabs.map((tab) => (
          <KitTabs.Tab key={tab.value} value={tab.value}>
            {tab.label}
            {tab.count !== undefined && <span className={style.count}>{tab.count}</span>}
          </KitTabs.Tab>
        ))}
      </KitTabs.List>
      {tabs.map((tab) => (
        <KitTabs.Panel key={tab.value} value={tab.value}>
          {tab.content}
        </KitTabs.Panel>
      ))}
    </KitTabs>
  );
}
