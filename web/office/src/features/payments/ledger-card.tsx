// The ledger lines of a payment: what it did to each account, then every ledger transaction with
// its two sides, so that each cent has a place and a reason.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Money } from "../../ui/money.tsx";
import { Stack } from "../../ui/page.tsx";
import { SideScroll } from "../../ui/side-scroll.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import type { LedgerEntry } from "./api.ts";
import { accountEffects, type LedgerGroup, ledgerGroups } from "./ledger-groups.ts";
import style from "./payment.module.css";

export function LedgerCard({ entries }: { entries: readonly LedgerEntry[] }) {
  const { t } = useTranslation("payments");
  if (entries.length === 0)
    return (
      <Card>
        <EmptyState icon="bank" title={t("ledger.none")}>
          {t("ledger.none_text")}
        </EmptyState>
      </Card>
    );
  return (
    <Stack>
      <Effects entries={entries} />
      {ledgerGroups(entries).map((group) => (
        <Transaction key={group.ledger_tx_id} group={group} />
      ))}
    </Stack>
  );
}

function useAccountWords() {
  const { t } = useTranslation("payments");
  return (account: string) => ({
    title: t(`account.${account}.title` as "title", { defaultValue: sentence(account) }),
    text: t(`account.${account}.text` as "title", { defaultValue: "" }),
  });
}

function Effects({ entries }: { entries: readonly LedgerEntry[] }) {
  const { t } = useTranslation("payments");
  const wordsOf = useAccountWords();
  return (
    <Card title={t("ledger.effects")} note={t("ledger.effects_note")} flush>
      <SideScroll label={t("ledger.effects")}>
        <table className={style.ledger}>
          <thead>
            <tr>
              <th scope="col">{t("ledger.account")}</th>
              <th scope="col">{t("ledger.type")}</th>
              <th scope="col" className={style.figure}>
                {t("ledger.effect")}
              </th>
            </tr>
          </thead>
          <tbody>
            {accountEffects(entries).map((effect) => (
              <tr key={`${effect.account} ${effect.owner} ${effect.currency}`}>
                <th scope="row">
                  <span className={style.account}>{wordsOf(effect.account).title}</span>
                  <span className={style.explain}>{wordsOf(effect.account).text}</span>
                </th>
                <td>{t(`account_type.${effect.account_type}`)}</td>
                <td className={style.figure}>
                  <Money minor={effect.effect_minor} currency={effect.currency} signed />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </SideScroll>
    </Card>
  );
}

function Transaction({ group }: { group: LedgerGroup }) {
  const { t } = useTranslation("payments");
  const title = t(`ledger_kind.${group.kind}.title` as "title", {
    defaultValue: sentence(group.kind),
  });
  return (
    <Card
      flush
      title={title}
      note={
        <>
          <Instant at={group.posted_at} as="second" /> ·{" "}
          {t(`ledger_kind.${group.kind}.text` as "title", { defaultValue: group.note })}
        </>
      }
      actions={
        <>
          <Copyable short text={group.ledger_tx_id} />
          <Badge
            tone={group.balanced ? "success" : "danger"}
            icon={group.balanced ? "check-circle" : "x-circle"}
            text={t(group.balanced ? "ledger.balanced" : "ledger.unbalanced")}
          />
        </>
      }
    >
      <SideScroll label={title}>
        <table className={style.ledger}>
          <thead>
            <tr>
              <th scope="col">{t("ledger.account")}</th>
              <th scope="col" className={style.figure}>
                {t("ledger.debit")}
              </th>
              <th scope="col" className={style.figure}>
                {t("ledger.credit")}
              </th>
              <th scope="col" className={style.figure}>
                {t("ledger.balance_after")}
              </th>
            </tr>
          </thead>
          <tbody>
            {group.lines.map((line) => (
              <Line key={line.line} line={line} />
            ))}
          </tbody>
          <Totals group={group} />
        </table>
      </SideScroll>
    </Card>
  );
}

function Line({ line }: { line: LedgerEntry }) {
  const wordsOf = useAccountWords();
  const { currency, amount_minor, side } = line;
  const amount = <Money minor={amount_minor} currency={currency} />;
  return (
    <tr>
      <th scope="row">
        <span className={style.account}>{wordsOf(line.account).title}</span>
        {line.owner && <span className={style.explain}>{line.owner}</span>}
      </th>
      <td className={style.figure}>{side === "debit" && amount}</td>
      <td className={style.figure}>{side === "credit" && amount}</td>
      <td className={style.figure}>
        <Money minor={line.balance_after_minor} currency={currency} faint />
      </td>
    </tr>
  );
}

function Totals({ group }: { group: LedgerGroup }) {
  const { t } = useTranslation("payments");
  return (
    <tfoot>
      {group.sums.map(({ currency, debit_minor, credit_minor }) => (
        <tr key={currency}>
          <th scope="row">
            {t("ledger.sum", { currency })} {!group.balanced && <Icon name="alert" size={13} />}
          </th>
          <td className={style.figure}>
            <Money minor={debit_minor} currency={currency} />
          </td>
          <td className={style.figure}>
            <Money minor={credit_minor} currency={currency} />
          </td>
          <td />
        </tr>
      ))}
    </tfoot>
  );
}
