// The rules a password must keep, as the server tells them; it judges them all once more.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { passwordRulesQuery } from "../../api/session.ts";
import { Icon } from "../../ui/icon.tsx";
import style from "./frame.module.css";

export function PasswordRules({ password, again }: { password: string; again: string }) {
  const { t } = useTranslation("session");
  const { data } = useQuery(passwordRulesQuery);
  const rules: [string, boolean][] = [
    ...(data?.rules ?? []).map(({ text, pattern }): [string, boolean] => [
      text,
      new RegExp(pattern, "su").test(password.normalize()),
    ]),
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
      <li>{data?.note}</li>
    </ul>
  );
}
