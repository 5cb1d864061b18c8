// The transactions of an account at a node: what waits, what is under way, and each transaction
// with the payouts in it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Money } from "../../ui/money.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import type { Account } from "./api.ts";
import bank from "./bank.module.css";
import style from "./chain.module.css";
import {
  type ChainDesk,
  type ChainTransaction,
  chainDeskQuery,
  chainTransactionQuery,
} from "./chain-api.ts";

export default function ChainTab({ account }: { account: Account }) {
  const { t } = useTranslation("providers");
  if (!account.is_own) return <Notice>{t("foreign")}</Notice>;
  return <Desk id={account.provider_account_id} />;
}

function Desk({ id }: { id: string }) {
  const { t } = useTranslation("providers");
  const { data, error, refetch } = useQuery(chainDeskQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={10} />;
  return (
    <Stack>
      {data.conflicting > 0 && <Notice tone="danger">{t("chain.conflict_note")}</Notice>}
      <Sums desk={data} />
      <Card title={t("chain.title")} note={t("chain.note")}>
        {data.transactions.length === 0 ? (
          <EmptyState icon="send" title={t("chain.none")}>
            {t("chain.none_text")}
          </EmptyState>
        ) : (
          <ul className={bank.list}>
            {data.transactions.map((one) => (
              <Transaction
                key={one.chain_transaction_id}
                one={one}
                needed={data.confirmations_needed}
              />
            ))}
          </ul>
        )}
      </Card>
    </Stack>
  );
}

function Sums({ desk }: { desk: ChainDesk }) {
  const { t } = useTranslation("providers");
  return (
    <Card>
      <dl className={bank.sums}>
        <div>
          <dt>{t("chain.waiting")}</dt>
          <dd>{desk.waiting}</dd>
          <dd className={bank.quiet}>
            <Money minor={desk.waiting_minor} currency={desk.currency} />
          </dd>
          {desk.note && <dd className={bank.quiet}>{desk.note}</dd>}
        </div>
        <div data-urgent={desk.blocked > 0 || undefined}>
          <dt>{t("chain.blocked")}</dt>
          <dd>{desk.blocked}</dd>
          <dd className={bank.quiet}>{t("chain.blocked_note")}</dd>
        </div>
        <div>
          <dt>{t("chain.under_way")}</dt>
          <dd>{desk.under_way}</dd>
          <dd className={bank.quiet}>
            {t("chain.under_way_note", { count: desk.confirmations_needed })}
          </dd>
        </div>
        <div data-urgent={desk.conflicting > 0 || undefined}>
          <dt>{t("chain.conflicting")}</dt>
          <dd>{desk.conflicting}</dd>
          <dd className={bank.quiet}>{t("chain.conflicting_note")}</dd>
        </div>
      </dl>
    </Card>
  );
}

const looks = {
  waiting: { tone: "neutral", icon: "pause" },
  signed: { tone: "info", icon: "lock" },
  sending: { tone: "info", icon: "send" },
  sent: { tone: "info", icon: "clock" },
  confirmed: { tone: "success", icon: "check-circle" },
  conflicting: { tone: "danger", icon: "alert" },
  dissolved: { tone: "neutral", icon: "x-circle" },
} as const;

function Transaction({ one, needed }: { one: ChainTransaction; needed: number }) {
  const { t } = useTranslation("providers");
  const [open, setOpen] = useState(false);
  const may_be_out = one.state === "sending" || one.state === "sent" || one.state === "confirmed";
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary className={style.summary}>
          <Icon name="chevron-right" size={13} className={style.turn} />
          <Badge {...looks[one.state]} text={t(`chain.state.${one.state}`)} />
          <span className={bank.words}>
            <span className={bank.name}>{t("chain.outputs", { count: one.outputs })}</span>
            <span className={bank.reason}>
              <Instant at={one.made_at} />
              {may_be_out && `, ${t("chain.confirmations", { count: one.confirmations, needed })}`}
            </span>
            {one.note && <span className={bank.note}>{one.note}</span>}
          </span>
          <Money minor={one.sum_minor} currency={one.currency} />
        </summary>
        {open && <Outputs one={one} />}
      </details>
    </li>
  );
}

function Outputs({ one }: { one: ChainTransaction }) {
  const { t } = useTranslation("providers");
  const { data, error, refetch } = useQuery(chainTransactionQuery(one.chain_transaction_id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={3} />;
  return (
    <div className={style.inside}>
      <Facts
        facts={[
          {
            name: t("chain.txid"),
            value: <Copyable text={one.txid} />,
            hidden: one.txid === "",
          },
          {
            name: t("chain.fee"),
            value: <Money minor={one.fee_minor} currency={one.currency} />,
            hidden: one.fee_minor === 0,
          },
        ]}
      />
      {data.outputs.length === 0 ? (
        <p className={bank.reason}>{t("chain.dissolved_text")}</p>
      ) : (
        <ol className={style.outputs} start={0}>
          {data.outputs.map((output) => (
            <li key={output.position} className={style.output}>
              <span className={style.position}>{output.position}</span>
              <Link to={`/payments/${output.payment_id}`}>{output.address}</Link>
              <Money minor={output.amount_minor} currency={one.currency} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
