// What a plan would have charged over the last 30 days, beside what was charged.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Money } from "../../ui/money.tsx";
import { Notice, ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { type Comparison, type Content, compare_fees } from "./api.ts";
import style from "./fees.module.css";

export function MonthCard({
  content,
  fee_plan_id,
}: {
  content: Content | undefined;
  fee_plan_id: string;
}) {
  const { t } = useTranslation("fees");
  const [made, setMade] = useState<{ of: Content; comparison: Comparison }>();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  async function compare() {
    if (!content) return;
    setBusy(true);
    setFailure(undefined);
    try {
      setMade({ of: content, comparison: await compare_fees({ plan: content, fee_plan_id }) });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }
  const current = made && JSON.stringify(made.of) === JSON.stringify(content);
  return (
    <Card title={t("month.title")} note={t("month.note")}>
      <Stack gap={12}>
        {made && <MonthTable comparison={made.comparison} />}
        {made && !current && <Notice tone="info">{t("month.older")}</Notice>}
        {failure !== undefined && <ProblemNotice error={failure} />}
        <div>
          <Button
            icon="refresh"
            busy={busy}
            disabledReason={!content && t("calculator.mend")}
            onClick={() => void compare()}
          >
            {t("month.action")}
          </Button>
        </div>
      </Stack>
    </Card>
  );
}

export function MonthTable({ comparison }: { comparison: Comparison }) {
  const { t } = useTranslation("fees");
  const { rows, payments, merchants, is_complete, missing_currencies } = comparison;
  return (
    <Stack gap={12}>
      {missing_currencies.length > 0 && (
        <Notice tone="warning">
          {t("month.missing", { currencies: missing_currencies.join(", ") })}
        </Notice>
      )}
      {rows.length === 0 ? (
        <p className={style.faint}>{t("month.empty")}</p>
      ) : (
        <ul className={style.month} aria-label={t("month.title")}>
          {rows.map((row) => (
            <li key={`${row.trigger} ${row.currency}`}>
              <div className={style.line}>
                <b>
                  {t(`trigger.${row.trigger}`)}, {row.currency}
                </b>
                <span className={style.faint}>
                  {t("month.operations", { count: row.operations })}
                </span>
              </div>
              <div className={style.line}>
                <span>
                  <Money minor={row.charged_minor} currency={row.currency} /> →{" "}
                  <Money minor={row.would_charge_minor} currency={row.currency} />
                </span>
                <b data-rise={row.would_charge_minor > row.charged_minor}>
                  <Money
                    minor={row.would_charge_minor - row.charged_minor}
                    currency={row.currency}
                    signed
                  />
                </b>
              </div>
            </li>
          ))}
        </ul>
      )}
      <p className={style.faint}>
        {t("month.basis", { payments, count: merchants })}{" "}
        <Instant at={comparison.from} as="date" />
        {!is_complete && ` ${t("month.partial")}`}
      </p>
    </Stack>
  );
}
