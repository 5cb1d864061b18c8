// The editor of each kind of filter. It hands over one text value, or nothing to take the filter
// off.
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { exponentOf } from "../../lib/currency.ts";
import { minorToDecimal, parseMoney } from "../../lib/money.ts";
import { datesOf, formatDates, periodPresets } from "../../lib/period.ts";
import { Button } from "../button.tsx";
import { Checkbox } from "../choice-field.tsx";
import { MoneyField } from "../number-field.tsx";
import { useZone } from "../preferences.tsx";
import { TextField } from "../text-field.tsx";
import { amountRange, assumed_currency, type Filter, type FilterValues } from "./filter.ts";
import style from "./filter-bar.module.css";

interface EditorProps<F extends Filter> {
  filter: F;
  value: string;
  values: FilterValues;
  onDone: (value: string | undefined) => void;
}

export function FilterEditor({ filter, ...rest }: EditorProps<Filter>) {
  switch (filter.kind) {
    case "choice":
      return <ChoiceEditor filter={filter} {...rest} />;
    case "period":
      return <PeriodEditor {...rest} />;
    case "amount":
      return <AmountEditor filter={filter} {...rest} />;
    default:
      return <TextEditor filter={filter} {...rest} />;
  }
}

function EditorForm({ onApply, children }: { onApply: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  function submit(event: FormEvent) {
    event.preventDefault();
    onApply();
  }
  return (
    <form className={style.form} onSubmit={submit}>
      {children}
      <Button type="submit" variant="primary" size="small" wide>
        {t("filter.apply")}
      </Button>
    </form>
  );
}

function TextEditor({ filter, value, onDone }: EditorProps<Filter>) {
  const [text, setText] = useState(value);
  return (
    <EditorForm onApply={() => onDone(text.trim())}>
      <TextField small autoFocus label={filter.label} value={text} onChange={setText} />
    </EditorForm>
  );
}

type ChoiceFilter = Extract<Filter, { kind: "choice" }>;

function ChoiceEditor({ filter, value, onDone }: EditorProps<ChoiceFilter>) {
  const [chosen, setChosen] = useState(value === "" ? [] : value.split(","));
  if (!filter.multiple)
    return (
      <ul className={style.choices}>
        {filter.options.map((option) => (
          <li key={option.value}>
            <button
              type="button"
              className={style.choice}
              aria-pressed={option.value === value}
              onClick={() => onDone(option.value)}
            >
              {option.label}
            </button>
          </li>
        ))}
      </ul>
    );
  return (
    <EditorForm onApply={() => onDone(chosen.join(","))}>
      <div className={style.ticks}>
        {filter.options.map((option) => (
          <Checkbox
            key={option.value}
            label={option.label}
            value={chosen.includes(option.value)}
            onChange={(on) =>
              setChosen(on ? [...chosen, option.value] : chosen.filter((v) => v !== option.value))
            }
          />
        ))}
      </div>
    </EditorForm>
  );
}

function PeriodEditor({ value, onDone }: Omit<EditorProps<Filter>, "filter">) {
  const { t } = useTranslation();
  const zone = useZone();
  const dates = datesOf(value);
  const [first, setFirst] = useState(dates?.first ?? "");
  const [last, setLast] = useState(dates?.last ?? "");
  const wrong = first !== "" && last !== "" && first > last;
  function apply() {
    if (!wrong) onDone(first === "" && last === "" ? undefined : formatDates(first, last));
  }
  return (
    <EditorForm onApply={apply}>
      <div className={style.presets}>
        {periodPresets.map((preset) => (
          <Button
            key={preset}
            size="small"
            variant={preset === value ? "primary" : "default"}
            onClick={() => onDone(preset)}
          >
            {t(`filter.period.${preset}`)}
          </Button>
        ))}
      </div>
      <TextField
        small
        type="date"
        label={t("filter.first_day")}
        value={first}
        onChange={setFirst}
      />
      <TextField
        small
        type="date"
        label={t("filter.last_day")}
        value={last}
        onChange={setLast}
        error={wrong ? t("filter.days_swapped") : undefined}
        hint={t("filter.days_in", { zone })}
      />
    </EditorForm>
  );
}

type AmountFilter = Extract<Filter, { kind: "amount" }>;

function AmountEditor({ filter, value, values, onDone }: EditorProps<AmountFilter>) {
  const { t } = useTranslation();
  const currency = values[filter.currencyFilter] || assumed_currency;
  const write = (minor: number | undefined) =>
    minor === undefined ? "" : minorToDecimal(minor, exponentOf(currency));
  const range = amountRange(value);
  const [min, setMin] = useState(write(range.min));
  const [max, setMax] = useState(write(range.max));
  const [tried, setTried] = useState(false);
  const read = (text: string) => {
    const parsed = parseMoney(text, currency);
    if (parsed.ok) return { minor: String(parsed.minor), error: undefined };
    if (parsed.reason === "empty") return { minor: "", error: undefined };
    return { minor: "", error: tried ? t(`field_error.${parsed.reason}`) : parsed.reason };
  };
  const low = read(min);
  const high = read(max);
  function apply() {
    setTried(true);
    if (low.error || high.error) return;
    onDone(low.minor === "" && high.minor === "" ? undefined : `${low.minor}~${high.minor}`);
  }
  const shared = { small: true, currency };
  return (
    <EditorForm onApply={apply}>
      <MoneyField
        {...shared}
        label={t("filter.at_least")}
        value={min}
        onChange={setMin}
        error={tried ? low.error : undefined}
      />
      <MoneyField
        {...shared}
        label={t("filter.at_most")}
        value={max}
        onChange={setMax}
        error={tried ? high.error : undefined}
      />
    </EditorForm>
  );
}
