// Text inputs: one line, several lines, passwords that can be shown, and one-time codes.
import { type ComponentPropsWithRef, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./class-names.ts";
import style from "./field.module.css";
import { type FieldBinding, FieldFrame, type FieldText, useFieldIds } from "./field.tsx";
import { Icon, type IconName } from "./icon.tsx";

type Native = Pick<
  ComponentPropsWithRef<"input">,
  "type" | "autoComplete" | "placeholder" | "disabled" | "maxLength" | "inputMode" | "ref" | "list"
>;

export interface TextFieldProps extends FieldBinding<string>, FieldText, Native {
  small?: boolean;
  icon?: IconName;
  suffix?: ReactNode;
  className?: string;
  autoFocus?: boolean;
  spellCheck?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { label, hint, optional, labelHidden, small, icon, suffix, className, ...native } = props;
  const { value, onChange, error, autoFocus, spellCheck = false, ...rest } = native;
  const text = { label, hint, optional, labelHidden };
  const { id, input } = useFieldIds(text, error);
  return (
    <FieldFrame id={id} text={text} error={error}>
      <div className={style.box}>
        {icon && (
          <span className={style.prefix}>
            <Icon name={icon} size={14} />
          </span>
        )}
        <input
          {...rest}
          {...input}
          // biome-ignore lint/a11y/noAutofocus: only first fields of a page or dialog ask for it
          autoFocus={autoFocus}
          spellCheck={spellCheck}
          className={cx(
            style.input,
            small && style.small,
            icon && style["with-prefix"],
            Boolean(suffix) && style["with-suffix"],
            className,
          )}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        {suffix && <span className={style.suffix}>{suffix}</span>}
      </div>
    </FieldFrame>
  );
}

export function PasswordField(props: Omit<TextFieldProps, "type" | "suffix">) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? "text" : "password"}
      suffix={
        <button
          type="button"
          className={style.reveal}
          aria-label={t(shown ? "field.hide_password" : "field.show_password")}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? "eye-off" : "eye"} />
        </button>
      }
    />
  );
}

/** Six digits of an authenticator, or a recovery code when `length` says otherwise. */
export function CodeField({ onChange, ...props }: Omit<TextFieldProps, "type" | "inputMode">) {
  return (
    <TextField
      {...props}
      inputMode="numeric"
      autoComplete="one-time-code"
      className={style.code}
      onChange={(value) => onChange(value.replace(/[^0-9A-Za-z-]/g, ""))}
    />
  );
}

export function TextArea({
  rows = 3,
  maxLength,
  placeholder,
  ...props
}: FieldBinding<string> & FieldText & { rows?: number; maxLength?: number; placeholder?: string }) {
  const { id, input } = useFieldIds(props, props.error);
  return (
    <FieldFrame id={id} text={props} error={props.error}>
      <textarea
        {...input}
        name={props.name}
        rows={rows}
        maxLength={maxLength}
        placeholder={placeholder}
        className={style.input}
        value={props.value}
        onBlur={props.onBlur}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </FieldFrame>
  );
}
