// The ends an operation may be given, each with what it does.
import { useTranslation } from "react-i18next";
import { cx } from "../../ui/class-names.ts";
import type { FieldBinding } from "../../ui/field.tsx";
import type { Unanswered } from "./api.ts";
import style from "./exceptions.module.css";

export function VerdictChoice({ field, row }: { field: FieldBinding<string>; row: Unanswered }) {
  const { t, i18n } = useTranslation("exceptions");
  const effect = (verdict: string) => {
    const key = `effect.${row.type}.${verdict}`;
    return i18n.exists(`exceptions:${key}`) ? t(key as "title") : t(`effect.other.${verdict}`);
  };
  return (
    <fieldset className={style.verdicts} aria-invalid={field.error ? true : undefined}>
      <legend>{t("decide.verdict")}</legend>
      {row.verdicts.map(({ verdict }) => (
        <label key={verdict} className={cx(style.verdict)}>
          <input
            type="radio"
            name="verdict"
            value={verdict}
            checked={field.value === verdict}
            onChange={() => field.onChange(verdict)}
          />
          <span>
            <b>{t(`verdict.${verdict}`)}</b>
            <span className={style.quiet}>{effect(verdict)}</span>
          </span>
        </label>
      ))}
      {field.error && (
        <p className={style.error} role="alert">
          {field.error}
        </p>
      )}
    </fieldset>
  );
}
