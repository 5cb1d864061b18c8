// Figures that payments alone can answer, so that people judge by facts.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import type { Customer } from "./api.ts";
import style from "./customers.module.css";
import { riskLines } from "./risk-lines.ts";

export function RiskCard({ risk }: { risk: Customer["risk"] }) {
  const { t } = useTranslation("customers");
  return (
    <Card title={t("risk.title")} note={t("risk.note")}>
      <dl className={style.risk}>
        {riskLines(risk).map(({ name, value, share, stands_out }) => (
          <div key={name} data-stands-out={stands_out || undefined}>
            <dt>{t(`risk.${name}` as "title")}</dt>
            <dd>
              {value}
              {share !== undefined && (
                <span className={style.quiet}>
                  {" "}
                  {t("risk.of", { share, total: risk.payments })}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
