// Choosing one or several of a list, with typing to find. Keyboard and screen reader behaviour is
// the kit's, the look is ours.
import { MultiSelect as KitMultiSelect, Select as KitSelect } from "@mantine/core";
import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/Popover.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import "@mantine/core/styles/Combobox.layer.css";
import "@mantine/core/styles/Pill.layer.css";
import "@mantine/core/styles/PillsInput.layer.css";
import { useTranslation } from "react-i18next";
import { cx } from "./class-names.ts";
import field from "./field.module.css";
import { type FieldBinding, FieldFrame, type FieldText, useFieldIds } from "./field.tsx";
import { Icon } from "./icon.tsx";
import style from "./select-field.module.css";

export interface Option {
  value: string;
  label: string;
  group?: string;
  disabled?: boolean;
}

interface ListProps extends FieldText {
  options: readonly Option[];
  placeholder?: string;
  searchable?: boolean;
  clearable?: boolean;
  disabled?: boolean;
  small?: boolean;
}

const chevron = <Icon name="chevron-down" size={14} />;

function useShared(props: ListProps, error: string | undefined) {
  const { t } = useTranslation();
  const { id, input } = useFieldIds(props, error);
  const shared = {
    ...input,
    error: Boolean(error),
    data: kitOptions(props.options),
    placeholder: props.placeholder,
    clearable: props.clearable,
    disabled: props.disabled,
    withScrollArea: false,
    nothingFoundMessage: t("field.nothing_found"),
    clearButtonProps: { "aria-label": t("field.clear") },
    rightSection: props.clearable ? undefined : chevron,
    rightSectionPointerEvents: props.clearable ? ("all" as const) : ("none" as const),
    checkIconPosition: "right" as const,
    comboboxProps: { zIndex: 350, shadow: "md", offset: 4, transitionProps: { duration: 0 } },
    classNames: {
      input: cx(field.input, style.input, props.small && field.small),
      dropdown: style.dropdown,
      options: style.options,
      option: style.option,
      section: style.section,
      groupLabel: style.group,
      pill: style.pill,
    },
  };
  return { id, shared };
}

export function Select(props: FieldBinding<string> & ListProps) {
  const { id, shared } = useShared(props, props.error);
  return (
    <FieldFrame id={id} text={props} error={props.error}>
      <KitSelect
        {...shared}
        name={props.name}
        searchable={props.searchable ?? props.options.length > 9}
        allowDeselect={false}
        value={props.value === "" ? null : props.value}
        onChange={(value) => props.onChange(value ?? "")}
        onBlur={props.onBlur}
      />
    </FieldFrame>
  );
}

export function MultiSelect(props: FieldBinding<string[]> & ListProps) {
  const { id, shared } = useShared(props, props.error);
  return (
    <FieldFrame id={id} text={props} error={props.error}>
      <KitMultiSelect
        {...shared}
        searchable={props.searchable ?? true}
        hidePickedOptions={false}
        placeholder={props.value.length === 0 ? props.placeholder : undefined}
        value={props.value}
        onChange={props.onChange}
        onBlur={props.onBlur}
      />
    </FieldFrame>
  );
}

function kitOptions(options: readonly Option[]) {
  // The kit takes whatever has a `group`, even an empty one, for a group itself.
  const plain = options.filter((option) => !option.group).map(({ group: _, ...option }) => option);
  const groups = [
    ...new Set(options.map((option) => option.group).filter((name) => name !== undefined)),
  ];
  return [
    ...plain,
    ...groups.map((group) => ({
      group,
      items: options
        .filter((option) => option.group === group)
        .map(({ group: _, ...option }) => option),
    })),
  ];
}
