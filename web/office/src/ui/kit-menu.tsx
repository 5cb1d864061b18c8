// The kit's part of a menu, loaded when it first opens.
import { Menu as Kit } from "@mantine/core";
import "@mantine/core/styles/Menu.layer.css";
import "@mantine/core/styles/Popover.layer.css";
import { useNavigate } from "@tanstack/react-router";
import { Icon } from "./icon.tsx";
import { Keys } from "./keys.tsx";
import style from "./menu.module.css";
import type { MenuEntry, MenuProps } from "./menu.tsx";

export default function KitMenu({ target, sections, head, align = "end" }: MenuProps) {
  return (
    <Kit
      defaultOpened
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
      <Kit.Target>{target}</Kit.Target>
      <Kit.Dropdown>
        {head}
        {sections.map((section, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sections of a menu keep their places
          <div key={index}>
            {(index > 0 || head) && <Kit.Divider />}
            {section.title && <Kit.Label>{section.title}</Kit.Label>}
            {section.entries.map((entry, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries of a menu keep their places
              <Entry key={place} entry={entry} />
            ))}
          </div>
        ))}
      </Kit.Dropdown>
    </Kit>
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
      <Kit.CheckboxItem
        checked={entry.checked}
        checkIcon={checkIcon}
        disabled={disabled}
        onChange={select}
      >
        {content}
      </Kit.CheckboxItem>
    );
  if (entry.checked !== undefined)
    return (
      <Kit.RadioItem
        value={String(entry.label)}
        checked={entry.checked}
        checkIcon={checkIcon}
        disabled={disabled}
        closeMenuOnClick
        onChange={select}
      >
        {content}
      </Kit.RadioItem>
    );
  return (
    <Kit.Item
      leftSection={entry.icon && <Icon name={entry.icon} size={15} />}
      rightSection={entry.shortcut && <Keys keys={entry.shortcut} />}
      disabled={disabled}
      data-danger={entry.danger || undefined}
      onClick={select}
    >
      {content}
    </Kit.Item>
  );
}
