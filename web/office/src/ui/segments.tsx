// A few alternatives of which exactly one holds, side by side: ranges, views, on or off.
import { useId } from "react";
import style from "./segments.module.css";

export interface Segment {
  value: string;
  label: string;
}

export function Segments({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly Segment[];
  value: string;
  onChange: (value: string) => void;
}) {
  const name = useId();
  return (
    <fieldset className={style.segments}>
      <legend className={style.legend}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={style.segment}>
          <input
            type="radio"
            name={name}
            className={style.radio}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
