// A test payment on its way: every step as it happens, and where to look at it when it has ended.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { paymentOf } from "../../api/payment-event.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { DeclineLink } from "../../ui/decline-reason.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Money } from "../../ui/money.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { useDeclineReason } from "../../ui/reference.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { PaymentStatus, useStatusWord } from "../../ui/status.tsx";
import { statusLook } from "../../ui/status-tones.ts";
import { Timeline } from "../../ui/timeline.tsx";
import { isSettled, type Payment, testPaymentQuery } from "./api.ts";
import style from "./merchants.module.css";

export function TestPaymentWay({
  payment_id,
  onAgain,
}: {
  payment_id: string;
  onAgain: () => void;
}) {
  const { t } = useTranslation("merchants");
  const word = useStatusWord();
  const queries = useQueryClient();
  const query = testPaymentQuery(payment_id);
  const { data, error, refetch } = useQuery(query);
  useLiveRefresh(
    (event) => paymentOf(event)?.payment_id === payment_id,
    () => void queries.invalidateQueries({ queryKey: query.queryKey }),
    800,
  );
  const again = <Button onClick={onAgain}>{t("test.again")}</Button>;
  if (!data)
    return error ? (
      <>
        <ErrorState error={error} onRetry={() => void refetch()} />
        <Inline>{again}</Inline>
      </>
    ) : (
      <SkeletonLines lines={4} />
    );
  const { payment, history } = data;
  const steps = history.filter((step) => step.subject_kind === "payment");
  return (
    <Stack>
      <p className={style.headline} role="status">
        <Money minor={payment.amount_minor} currency={payment.currency} />{" "}
        <PaymentStatus lifecycle={payment.lifecycle} in_doubt={payment.in_doubt} />
      </p>
      <Timeline
        label={t("test.way")}
        steps={steps.map((step, index) => ({
          key: `${index} ${step.to}`,
          at: step.at,
          title: word("payment", step.to),
          ...statusLook("payment", step.to),
        }))}
      />
      <End payment={payment} />
      <Inline>
        <ButtonLink to={`/payments/${payment_id}`} variant="primary">
          {t("test.open")}
        </ButtonLink>
        {again}
      </Inline>
    </Stack>
  );
}

function End({ payment }: { payment: Payment }) {
  const { t } = useTranslation("merchants");
  const reasonOf = useDeclineReason();
  if (!isSettled(payment)) return <p className={style.quiet}>{t("test.follows")}</p>;
  if (payment.lifecycle === "captured")
    return (
      <Notice tone="success" title={t("test.paid")}>
        {t("test.paid_text")}
      </Notice>
    );
  const { title, meaning, advice } = reasonOf(payment.decline_reason);
  const said = payment.decline_reason === "" ? "" : `${title}. ${meaning} ${advice}`.trim();
  return (
    <Notice tone="warning" title={t("test.refused")}>
      {said} {said !== "" && <DeclineLink reason={payment.decline_reason} text={t("test.code")} />}
    </Notice>
  );
}
