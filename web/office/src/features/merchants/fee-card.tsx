// What a merchant pays, in sentences, and changing its plan.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoney, formatRate } from "../../lib/money.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { Merchant } from "./api.ts";
import { feeSentences } from "./fee-words.ts";
import style from "./merchants.module.css";

// The dialog comes when somebody wants it.
const FeePlanDialog = lazy(() => import("./fee-plan-dialog.tsx"));

export function FeeCard({ merchant }: { merchant: Merchant }) {
  const { t, i18n } = useTranslation("merchants");
  const read = useCan("read_fee_plan", merchant);
  const assign = useCan("assign_fee_plan", merchant);
  const [changing, setChanging] = useState(false);
  const { fee_plan: plan, settlement_currency: currency } = merchant;
  const choices = new Intl.ListFormat(i18n.language, { type: "disjunction" });
  const sentences = feeSentences(plan, currency, {
    money: formatMoney,
    rate: formatRate,
    list: (texts) => choices.format(texts),
  });
  return (
    <Card
      title={t("fee.title")}
      note={t("fee.plan", { name: plan.name, version: plan.version })}
      actions={
        read.allowed && (
          <>
            <ButtonLink size="small" to={`/fees/${plan.fee_plan_id}`}>
              {t("fee.open")}
            </ButtonLink>
            {merchant.state !== "closed" && (
              <Button
                size="small"
                icon="edit"
                disabledReason={assign.reason}
                onClick={() => setChanging(true)}
              >
                {t("fee.change")}
              </Button>
            )}
          </>
        )
      }
    >
      <ul className={style.sentences}>
        {sentences.map(({ key, values }) => (
          <li key={key}>{t(`fee.${key}` as "fee.sale", values ?? {})}</li>
        ))}
      </ul>
      {changing && (
        <Suspense>
          <FeePlanDialog merchant={merchant} onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </Card>
  );
}
