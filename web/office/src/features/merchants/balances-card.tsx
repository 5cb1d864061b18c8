// What the ledger says a merchant is owed and owes, account by account, with what each one means.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Money } from "../../ui/money.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { type Balance, balancesQuery, type Merchant } from "./api.ts";
import { balanceGroups } from "./balance-groups.ts";
import style from "./merchants.module.css";

export function BalancesCard({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const { reason } = useCan("list_balances", merchant);
  return (
    <Card title={t("balance.title")} note={t("balance.note")}>
      {reason ? (
        <EmptyState icon="lock" title={t("balance.locked")}>
          {reason}
        </EmptyState>
      ) : (
        <Balances merchant={merchant} />
      )}
    </Card>
  );
}

function Balances({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const { merchant_id, settlement_currency } = merchant;
  const { queryKey } = balancesQuery(merchant_id);
  const { data, error, refetch } = useQuery(balancesQuery(merchant_id));
  useLiveRefresh(
    (event) => event.merchant_id === merchant_id,
    () => void queries.invalidateQueries({ queryKey }),
    4000,
  );
  if (!data)
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonLines lines={5} />
    );
  if (data.length === 0)
    return (
      <EmptyState icon="bank" title={t("balance.empty")}>
        {t("balance.empty_text")}
      </EmptyState>
    );
  return (
    <div className={style.balances}>
      {balanceGroups(data, settlement_currency).map(({ currency, rows }) => (
        <section key={currency} aria-label={currency}>
          <h3 className={style.currency}>{currency}</h3>
          <dl>
            {rows.map((row) => (
              <BalanceRow key={row.account} row={row} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function BalanceRow({ row }: { row: Balance }) {
  const { t } = useTranslation("merchants");
  return (
    <div className={style.balance}>
      <dt>
        <span className={style.account}>
          {t(`account.${row.account}`, { defaultValue: sentence(row.account) })}
        </span>
        <span className={style.explain}>
          {t(`account_text.${row.account}`, { defaultValue: "" })}
        </span>
      </dt>
      <dd>
        <Money minor={row.balance_minor} currency={row.currency} />
      </dd>
    </div>
  );
}
