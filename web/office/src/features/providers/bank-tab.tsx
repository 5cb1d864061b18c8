// The files of a bank account: what waits, payment files out, the bank's files in, and lines that
// belong to nothing by themselves.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Money } from "../../ui/money.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import type { Account } from "./api.ts";
import style from "./bank.module.css";
import { type BankDesk, deskQuery } from "./bank-api.ts";
import { PaymentFiles } from "./bank-files.tsx";
import { BankLines } from "./bank-lines.tsx";
import { ReceivedFiles } from "./bank-received.tsx";

export default function BankTab({ account }: { account: Account }) {
  const { t } = useTranslation("providers");
  const can = useCan("read_bank_desk");
  if (!account.is_own) return <Notice>{t("foreign")}</Notice>;
  if (!can.allowed) return <NoPermission permission={can.permission} />;
  return <Desk id={account.provider_account_id} />;
}

function Desk({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(deskQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={10} />;
  return (
    <Stack>
      <Sums desk={data} />
      <BankLines id={id} unmatched={data.unmatched} />
      <PaymentFiles id={id} desk={data} />
      <ReceivedFiles id={id} statements={data.statements} />
    </Stack>
  );
}

function Sums({ desk }: { desk: BankDesk }) {
  const { t } = useTranslation("providers");
  return (
    <Card>
      <dl className={style.sums}>
        <div>
          <dt>{t("bank.waiting")}</dt>
          <dd>{desk.waiting}</dd>
          <dd className={style.quiet}>
            <Money minor={desk.waiting_minor} currency={desk.currency} />
          </dd>
        </div>
        <div>
          <dt>{t("bank.submitted")}</dt>
          <dd>{desk.submitted}</dd>
          <dd className={style.quiet}>{t("bank.submitted_note")}</dd>
        </div>
        <div>
          <dt>{t("bank.expected")}</dt>
          <dd>{desk.expected}</dd>
          <dd className={style.quiet}>{t("bank.expected_note")}</dd>
        </div>
        <div data-urgent={desk.unmatched > 0 || undefined}>
          <dt>{t("bank.unmatched")}</dt>
          <dd>{desk.unmatched}</dd>
          <dd className={style.quiet}>{t("bank.unmatched_note")}</dd>
        </div>
      </dl>
    </Card>
  );
}
