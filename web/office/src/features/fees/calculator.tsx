// What the plan charges for one operation, in steps, by the server's own arithmetic.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoney, formatRate, parseMoney } from "../../lib/money.ts";
import { Card } from "../../ui/card.tsx";
import { Money } from "../../ui/money.tsx";
import { Notice, ProblemNotice } from "../../ui/notice.tsx";
import { MoneyField } from "../../ui/number-field.tsx";
import { Stack } from "../../ui/page.tsx";
import { useCurrencyOptions } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { type Calculation, type Content, calculationQuery, type Trigger } from "./api.ts";
import { currenciesOf, type Draft, triggers } from "./draft.ts";
import style from "./fees.module.css";
import { exactText, useFigureWords } from "./use-words.ts";

/** What stayed the same for a moment: no question per key pressed. */
function useSettled<T>(value: T, after_ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after_ms);
    return () => clearTimeout(timer);
  }, [value, after_ms]);
  return settled;
}

export function Calculator({ draft, content }: { draft: Draft; content: Content | undefined }) {
  const { t } = useTranslation("fees");
  const words = useFigureWords();
  const [trigger, setTrigger] = useState<Trigger>("sale");
  const [chosen, setChosen] = useState("");
  const [text, setText] = useState("100");
  const all = useCurrencyOptions();
  const named = currenciesOf(draft);
  const currency = chosen || named[0] || "EUR";
  const amount = parseMoney(text, currency);
  const wrong = amount.ok ? (amount.minor < 0 ? "too_small" : undefined) : amount.reason;
  const asked = amount.ok && !wrong ? { trigger, amount_minor: amount.minor, currency } : undefined;
  const settled = useSettled(content, 250);
  const answer = useQuery({
    ...calculationQuery(settled, asked),
    placeholderData: keepPreviousData,
  });
  return (
    <Card title={t("calculator.title")} note={t("calculator.note")}>
      <Stack gap={12}>
        <Select
          label={t("calculator.trigger")}
          options={triggers.map((value) => ({ value, label: t(`trigger.${value}`) }))}
          value={trigger}
          onChange={(value) => setTrigger(value as Trigger)}
        />
        <div className={style.pair}>
          <MoneyField
            label={t("calculator.amount")}
            currency={currency}
            value={text}
            onChange={setText}
            error={words.error(wrong === "empty" ? "required" : wrong)}
          />
          <Select label={t("field.currency")} options={all} value={currency} onChange={setChosen} />
        </div>
        {!content ? (
          <Notice tone="warning">{t("calculator.mend")}</Notice>
        ) : answer.error ? (
          <ProblemNotice error={answer.error} />
        ) : (
          answer.data && asked && <Steps made={answer.data} />
        )}
      </Stack>
    </Card>
  );
}

function Steps({ made }: { made: Calculation }) {
  const { t } = useTranslation("fees");
  const { currency } = made;
  const line = made.lines[0];
  if (!line) return null;
  const exact = exactText(line.exact, currency);
  return (
    <>
      <dl className={style.steps} aria-label={t("calculator.title")} aria-live="polite">
        <div>
          <dt>
            {t("calculator.percent", {
              rate: formatRate(line.percent_ppm),
              amount: formatMoney(line.base_minor, currency),
            })}
            {line.exact.includes(".") && (
              <span className={style.faint}>
                {t(`calculator.rounded_${made.rounding}`, { exact })}
              </span>
            )}
          </dt>
          <dd>
            <Money minor={line.percent_minor} currency={currency} />
          </dd>
        </div>
        <div>
          <dt>{t("field.fixed")}</dt>
          <dd>
            <Money minor={line.fixed_minor} currency={currency} signed />
          </dd>
        </div>
        {line.bound !== "none" && (
          <div>
            <dt>{t(`calculator.bound_${line.bound}`)}</dt>
            <dd>
              <Money minor={line.amount_minor} currency={currency} />
            </dd>
          </div>
        )}
        <div className={style.total}>
          <dt>{t("calculator.fee")}</dt>
          <dd data-fee={line.amount_minor}>
            <Money minor={made.fee_minor} currency={currency} />
          </dd>
        </div>
        {made.reserve_minor > 0 && (
          <div>
            <dt>{t("calculator.reserve")}</dt>
            <dd>
              <Money minor={made.reserve_minor} currency={currency} />
            </dd>
          </div>
        )}
      </dl>
      {made.is_missing && <Notice tone="warning">{t("calculator.missing", { currency })}</Notice>}
    </>
  );
}
