// Fee lines with the arithmetic that made them, as it was applied at the time.
import { useTranslation } from "react-i18next";
import { formatMoney, formatRate } from "../../lib/money.ts";
import { sentence } from "../../lib/words.ts";
import { Card } from "../../ui/card.tsx";
import { Money } from "../../ui/money.tsx";
import { EmptyState } from "../../ui/states.tsx";
import type { FeeLine, PaymentDetail } from "./api.ts";
import { feeFormula } from "./fee-formula.ts";
import { operationWord } from "./operation-word.ts";
import style from "./payment.module.css";

export function FeesCard({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const { payment, fee_lines } = detail;
  const returned = fee_lines.reduce((sum, line) => sum + line.amount_minor, -payment.fee_minor);
  return (
    <Card title={t("tab.fees")} note={t("fees.note")}>
      {fee_lines.length === 0 ? (
        <EmptyState icon="bank" title={t("fees.none")}>
          {t("fees.none_text")}
        </EmptyState>
      ) : (
        <dl className={style.sum}>
          {fee_lines.map((line) => (
            <Line key={`${line.operation_id} ${line.title}`} line={line} detail={detail} />
          ))}
          {returned > 0 && (
            <div className={style.term}>
              <dt>
                <span className={style.account}>{t("fees.returned")}</span>
              </dt>
              <dd>
                <Money minor={-returned} currency={payment.currency} />
              </dd>
            </div>
          )}
          <div className={`${style.term} ${style.total}`}>
            <dt>{t("fees.total")}</dt>
            <dd>
              <Money minor={payment.fee_minor} currency={payment.currency} />
            </dd>
          </div>
        </dl>
      )}
    </Card>
  );
}

function Line({ line, detail }: { line: FeeLine; detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const operation = detail.operations.find((one) => one.operation_id === line.operation_id);
  const formula = feeFormula(line, {
    money: (minor) => formatMoney(minor, line.currency),
    rate: formatRate,
  });
  return (
    <div className={style.term}>
      <dt>
        <span className={style.account}>{sentence(line.title)}</span>
        <span className={style.explain}>
          {operation && `${t(`operation.${operationWord(operation)}`)}: `}
          {formula}
        </span>
      </dt>
      <dd>
        <Money minor={line.amount_minor} currency={line.currency} />
      </dd>
    </div>
  );
}
