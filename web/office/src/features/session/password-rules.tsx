// The rules a password must keep that can be seen while typing; the server judges the rest.
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import style from "./frame.module.css";

export const password_length_min = 15;

export function PasswordRules({ password, again }: { password: string; again: string }) {
  const { t } = useTranslation("session");
  const rules: [string, boolean][] = [
    [t("password.rule_length"), [...password].length >= password_length_min],
    [t("password.rule_again"), password !== "" && password === again],
  ];
  return (
    <ul className={style.rules}>
      {rules.map(([text, kept]) => (
        <li key={text} className={kept ? `${style.rule} ${style.kept}` : style.rule}>
          <Icon name={kept ? "check-circle" : "circle"} size={14} />
          {text}
        </li>
      ))}
    </ul>
  );
}
