// The line of filters above a list. Set filters show their value and can be taken off one by one;
// the others wait as dashed buttons.
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../button.tsx";
import { TextField } from "../text-field.tsx";
import { activeFilters, type Filter, type FilterValues, filterChange } from "./filter.ts";
import style from "./filter-bar.module.css";
import { FilterPill } from "./filter-pill.tsx";

export interface FilterBarProps {
  filters: readonly Filter[];
  values: FilterValues;
  onChange: (change: FilterValues) => void;
  /** Buttons of the list at the end of the line. */
  tools?: ReactNode;
}

export function FilterBar({ filters, values, onChange, tools }: FilterBarProps) {
  const { t } = useTranslation();
  const search = filters.find((filter) => filter.kind === "search");
  const pills = filters.filter((filter) => filter.kind !== "search");
  const active = activeFilters(filters, values);
  const none = Object.fromEntries(filters.map((filter) => [filter.name, undefined]));
  return (
    <div className={style.bar}>
      <search className={style.group} aria-label={t("filter.region")}>
        {search && (
          <SearchBox
            filter={search}
            value={values[search.name] ?? ""}
            onChange={(value) => onChange({ [search.name]: value })}
          />
        )}
        <div className={style.pills}>
          {pills.map((filter) => (
            <FilterPill
              key={filter.name}
              filter={filter}
              values={values}
              onChange={(value) => onChange(filterChange(filters, filter, value, values))}
            />
          ))}
          {active.length > 0 && (
            <Button variant="quiet" size="small" onClick={() => onChange(none)}>
              {t("filter.clear_all")}
            </Button>
          )}
        </div>
      </search>
      {tools && <div className={style.tools}>{tools}</div>}
    </div>
  );
}

const typing_pause_ms = 300;

/** Waits for a pause in typing, then changes the address; a change from outside wins. */
function SearchBox({
  filter,
  value,
  onChange,
}: {
  filter: Extract<Filter, { kind: "search" }>;
  value: string;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      latest.current(wanted);
    }, typing_pause_ms);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className={style.search}>
      <TextField
        small
        icon="search"
        type="search"
        label={filter.label}
        labelHidden
        placeholder={filter.placeholder}
        value={text}
        onChange={setText}
      />
    </div>
  );
}
