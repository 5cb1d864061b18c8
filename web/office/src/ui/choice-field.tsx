// Yes-or-no inputs: a checkbox for what is sent with a form, a switch for what takes effect at
// once.

import style from "./field.module.css";
import { type FieldBinding, FieldError, type FieldText, useFieldIds } from "./field.tsx";

type ChoiceProps = FieldBinding<boolean> & FieldText & { disabled?: boolean };

function Choice({ kind, ...props }: ChoiceProps & { kind: "checkbox" | "switch" }) {
  const { id, input } = useFieldIds(props, props.error);
  return (
    <div>
      <label className={style.choice} htmlFor={id}>
        <input
          {...input}
          type="checkbox"
          role={kind === "switch" ? "switch" : undefined}
          name={props.name}
          className={kind === "switch" ? style.switch : style.tick}
          checked={props.value}
          disabled={props.disabled}
          onBlur={props.onBlur}
          onChange={(event) => props.onChange(event.target.checked)}
        />
        <span>{props.label}</span>
        {props.hint && (
          <span id={`${id}-hint`} className={style.hint}>
            {props.hint}
          </span>
        )}
      </label>
      <FieldError id={id} error={props.error} />
    </div>
  );
}

export const Checkbox = (props: ChoiceProps) => <Choice kind="checkbox" {...props} />;
export const Switch = (props: ChoiceProps) => <Choice kind="switch" {...props} />;
