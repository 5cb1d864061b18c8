// The test payment: started with one press, watched step by step until it is settled.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKey } from "../../api/error.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Can } from "../../ui/can.tsx";
import { amountIn, FormBody, useForm } from "../../ui/form.tsx";
import { useLive } from "../../ui/live.tsx";
import { Money } from "../../ui/money.tsx";
import { Notice } from "../../ui/notice.tsx";
import { MoneyField } from "../../ui/number-field.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { PaymentStatus, useStatusWord } from "../../ui/status.tsx";
import { statusLook } from "../../ui/status-tones.ts";
import { Timeline } from "../../ui/timeline.tsx";
import { create_test_payment, isSettled, type Merchant, watchedPaymentQuery } from "./api.ts";
import style from "./steps.module.css";

export default function PaymentStep({
  merchant,
  onPaid,
}: {
  merchant: Merchant;
  onPaid: () => void;
}) {
  const [payment_id, setPaymentId] = useState<string>();
  return payment_id === undefined ? (
    <StartForm merchant={merchant} onStarted={setPaymentId} />
  ) : (
    <Watched payment_id={payment_id} onPaid={onPaid} onAgain={() => setPaymentId(undefined)} />
  );
}

function StartForm({
  merchant,
  onStarted,
}: {
  merchant: Merchant;
  onStarted: (payment_id: string) => void;
}) {
  const { t } = useTranslation("get_started");
  const currency = merchant.settlement_currency;
  // One key for one intent: a second press after a lost answer must not pay twice.
  const [idempotency_key] = useState(createIdempotencyKey);
  const [schema] = useState(() => z.object({ amount: amountIn(currency) }));
  const form = useForm({
    schema,
    initial: { amount: "25" },
    onSubmit: async ({ amount }) => {
      const payment = await create_test_payment({
        merchant_id: merchant.merchant_id,
        idempotency_key: `${idempotency_key}-${amount}`,
        amount_minor: amount,
        currency,
      });
      onStarted(payment.payment_id);
    },
  });
  return (
    <>
      <p className={style.lead}>{t("payment.text")}</p>
      <FormBody
        form={form}
        actions={
          <Can do="create_test_payment" at={merchant}>
            {(reason) => (
              <Button type="submit" variant="primary" busy={form.busy} disabledReason={reason}>
                {t("payment.submit")}
              </Button>
            )}
          </Can>
        }
      >
        <MoneyField {...form.field("amount")} label={t("payment.amount")} currency={currency} />
      </FormBody>
    </>
  );
}

function Watched({
  payment_id,
  onPaid,
  onAgain,
}: {
  payment_id: string;
  onPaid: () => void;
  onAgain: () => void;
}) {
  const { t } = useTranslation("get_started");
  const word = useStatusWord();
  const queries = useQueryClient();
  const query = watchedPaymentQuery(payment_id);
  const watched = useQuery(query);
  const paid = watched.data?.payment.lifecycle === "captured";

  useLive((event) => {
    if (event.subject_id === payment_id || event.payload.payment_id === payment_id)
      void queries.invalidateQueries({ queryKey: query.queryKey });
  });
  useEffect(() => {
    if (paid) onPaid();
  }, [paid, onPaid]);

  if (watched.error)
    return <ErrorState error={watched.error} onRetry={() => void watched.refetch()} />;
  if (!watched.data) return <SkeletonLines lines={3} />;
  const { payment, history } = watched.data;
  const steps = history.filter((step) => step.subject_kind === "payment");
  return (
    <>
      <div className={style.success}>
        <strong>
          <Money minor={payment.amount_minor} currency={payment.currency} />
        </strong>
        <PaymentStatus lifecycle={payment.lifecycle} in_doubt={payment.in_doubt} />
      </div>
      <Timeline
        label={t("payment.watching")}
        steps={steps.map((step, index) => ({
          key: `${index} ${step.to}`,
          at: step.at,
          title: word("payment", step.to),
          note: step.reason,
          ...statusLook("payment", step.to),
        }))}
      />
      {isSettled(payment) && (
        <Notice
          tone={paid ? "success" : "warning"}
          title={t(paid ? "payment.paid" : "payment.refused")}
          action={
            paid ? (
              <ButtonLink to={`/payments/${payment_id}`} variant="primary">
                {t("payment.open")}
              </ButtonLink>
            ) : (
              <Button onClick={onAgain}>{t("payment.again")}</Button>
            )
          }
        >
          {t(paid ? "payment.paid_text" : "payment.refused_text")}
        </Notice>
      )}
    </>
  );
}
