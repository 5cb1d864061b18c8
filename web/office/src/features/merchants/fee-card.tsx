// What a merchant pays, in sentences.
import { useTranslation } from "react-i18next";
import { formatMoney, formatRate } from "../../lib/money.ts";
import { Card } from "../../ui/card.tsx";
import type { FeePlan } from "./api.ts";
import { feeSentences } from "./fee-words.ts";
import style from "./merchants.module.css";

export function FeeCard({ plan, currency }: { plan: FeePlan; currency: string }) {
  const { t, i18n } = useTranslation("merchants");
  const choices = new Intl.ListFormat(i18n.language, { type: "disjunction" });
  const sentences = feeSentences(plan, currency, {
    money: formatMoney,
    rate: formatRate,
    list: (texts) => choices.format(texts),
  });
  return (
    <Card title={t("fee.title")} note={t("fee.plan", { name: plan.name, version: plan.version })}>
      <ul className={style.sentences}>
        {sentences.map(({ key, values }) => (
          <li key={key}>{t(`fee.${key}` as "fee.sale", values ?? {})}</li>
        ))}
      </ul>
    </Card>
  );
}
