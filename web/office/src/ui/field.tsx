// What every input shares: label, hint, error, and the ids that tie them together for screen
// readers.
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import style from "./field.module.css";
import { Icon } from "./icon.tsx";

/** What `form.field(name)` hands to an input; inputs also work without a form. */
export interface FieldBinding<T> {
  name?: string;
  value: T;
  onChange: (value: T) => void;
  onBlur?: () => void;
  error?: string;
}

export interface FieldText {
  label: string;
  hint?: ReactNode;
  optional?: boolean;
  /** Keeps the label for screen readers only, as in a filter bar. */
  labelHidden?: boolean;
}

export function useFieldIds(text: FieldText, error: string | undefined) {
  const id = useId();
  const described = [text.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return {
    id,
    input: {
      id,
      "aria-describedby": described || undefined,
      "aria-invalid": error ? (true as const) : undefined,
      "aria-label": text.labelHidden ? text.label : undefined,
    },
  };
}

export function FieldFrame({
  id,
  text,
  error,
  children,
}: {
  id: string;
  text: FieldText;
  error?: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className={style.field}>
      {!text.labelHidden && (
        <div className={style.head}>
          <label className={style.label} htmlFor={id}>
            {text.label}
          </label>
          {text.optional && <span className={style.optional}>{t("field.optional")}</span>}
        </div>
      )}
      {children}
      {text.hint && (
        <div id={`${id}-hint`} className={style.hint}>
          {text.hint}
        </div>
      )}
      <FieldError id={id} error={error} />
    </div>
  );
}

export function FieldError({ id, error }: { id: string; error?: string }) {
  if (!error) return null;
  return (
    <div id={`${id}-error`} className={style.error} role="alert">
      <Icon name="alert" size={13} />
      <span>{error}</span>
    </div>
  );
}
