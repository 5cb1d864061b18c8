// Numbers and amounts as text: nothing is rounded or reformatted while a person types. The value is
// text in the form; the schema turns it into an integer (see ui/form.ts: wholeNumber, amountIn).

import style from "./field.module.css";
import type { FieldBinding, FieldText } from "./field.tsx";
import { TextField } from "./text-field.tsx";

interface NumberProps extends FieldBinding<string>, FieldText {
  small?: boolean;
  disabled?: boolean;
  placeholder?: string;
}

export function NumberField({ unit, ...props }: NumberProps & { unit?: string }) {
  return <TextField {...props} inputMode="numeric" suffix={unit} className={style.figures} />;
}

export function MoneyField({ currency, ...props }: NumberProps & { currency: string }) {
  return (
    <TextField
      {...props}
      inputMode="decimal"
      autoComplete="off"
      suffix={currency}
      className={style.figures}
    />
  );
}
