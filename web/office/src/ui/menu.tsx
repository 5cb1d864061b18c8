// A menu of actions or links behind a button.
import { Menu as KitMenu } from "@mantine/core";
import "@mantine/core/styles/Menu.layer.css";
import "@mantine/core/styles/Popover.layer.css";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";
import { Keys } from "./keys.tsx";
import style from "./menu.module.css";

export interface MenuEntry {
  label: ReactNode;
  icon?: IconName;
  /** A path of the office, or what happens on choosing it. */
  to?: string;
  onSelect?: () => void;
  danger?: boolean;
  checked?: boolean;
  /** Of entries with `checked`, whether several can be on; the menu then stays open. */
  several?: boolean;
  /** Why it cannot be chosen; shown under its label. */
  disabledReason?: string | false;
  shortcut?: string;
}

export interface MenuSection {
  title?: ReactNode;
  entries: readonly MenuEntry[];
}

export function Menu({
  target,
  sections,
  head,
  align = "end",
}: {
  target: ReactElement;
  sections: readonly MenuSection[];
  head?: ReactNode;
  align?: "start" | "end";
}) {
  return (
    <KitMenu
      position={align === "end" ? "bottom-end" : "bottom-start"}
      offset={4}
      shadow="md"
      zIndex={350}
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
      classNames={{
        dropdown: style.dropdown,
        item: style.item,
        label: style.label,
        divider: style.divider,
        itemSection: style.section,
        itemIndicator: style.indicator,
      }}
    >
      <KitMenu.Target>{target}</KitMenu.Target>
      <KitMenu.Dropdown>
        {head}
        {sections.map((section, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sections of a menu keep their places
          <div key={index}>
            {(index > 0 || head) && <KitMenu.Divider />}
            {section.title && <KitMenu.Label>{section.title}</KitMenu.Label>}
            {section.entries.map((entry, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries of a menu keep their places
              <Entry key={place} entry={entry} />
            ))}
          </div>
        ))}
      </KitMenu.Dropdown>
    </KitMenu>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  const navigate = useNavigate();
  function select() {
    entry.onSelect?.();
    if (entry.to) void navigate({ to: entry.to });
  }
  const content = (
    <>
      {entry.label}
      {entry.disabledReason && <span className={style.reason}>{entry.disabledReason}</span>}
    </>
  );
  const disabled = Boolean(entry.disabledReason);
  const checkIcon = <Icon name="check" size={14} />;
  if (entry.checked !== undefined && entry.several)
    return (
      <KitMenu.CheckboxItem
        checked={entry.checked}
        checkIcon={checkIcon}
        disabled={disabled}
        onChange={select}
      >
        {content}
      </KitMenu.CheckboxItem>
    );
  if (entry.checked !== undefined)
    return (
      <KitMenu.RadioItem
        value={String(entry.label)}
        checked={entry.checked}
        checkIcon={checkIcon}
        disabled={disabled}
        closeMenuOnClick
        onChange={select}
      >
        {content}
      </KitMenu.RadioItem>
    );
  return (
    <KitMenu.Item
      leftSection={entry.icon && <Icon name={entry.icon} size={15} />}
      rightSection={entry.shortcut && <Keys keys={entry.shortcut} />}
      disabled={disabled}
      data-danger={entry.danger || undefined}
      onClick={select}
    >
      {content}
    </KitMenu.Item>
  );
}
