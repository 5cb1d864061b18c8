// One operation without an answer: why, what was tried, what comes next, and ending it by hand.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../lib/time.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Drawer } from "../../ui/drawer.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Money } from "../../ui/money.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { Timeline } from "../../ui/timeline.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Unanswered, unansweredQuery } from "./api.ts";
import style from "./exceptions.module.css";
import { Methods } from "./methods.tsx";
import { NextQuestion } from "./next-question.tsx";
import { type Try, triesOf } from "./tries.ts";
import { AgeBadge } from "./unanswered-tab.tsx";

const DecideDialog = lazy(() => import("./decide-dialog.tsx"));
const TakeBackDialog = lazy(() => import("./take-back-dialog.tsx"));

export default function UnansweredDrawer({
  operation_id,
  onClose,
}: {
  operation_id: string;
  onClose: () => void;
}) {
  const { t } = useTranslation("exceptions");
  const [search] = useUrlState();
  const answer = useQuery(unansweredQuery(search, { before: search.before }));
  const row = answer.data?.rows.find((one) => one.operation_id === operation_id);
  return (
    <Drawer open onClose={onClose} title={row ? t(`type.${row.type}`) : t("title")}>
      {row ? (
        <Details row={row} />
      ) : answer.isPending ? (
        <SkeletonLines lines={8} />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <EmptyState icon="check-circle" title={t("answered.title")}>
          {t("answered.text")}
        </EmptyState>
      )}
    </Drawer>
  );
}

function Details({ row }: { row: Unanswered }) {
  const { t } = useTranslation("exceptions");
  return (
    <Stack>
      <p className={style.headline}>
        <Money minor={row.amount_minor} currency={row.currency} />
        <Status kind="operation" value={row.state} />
        <AgeBadge row={row} />
      </p>
      <p>{t(`why_text.${row.why}`, { provider: row.provider_account_title })}</p>
      <Facts
        facts={[
          { name: t("column.merchant"), value: row.merchant_name },
          { name: t("column.since"), value: <Instant at={row.since_at} as="second" /> },
          { name: t("column.next"), value: <NextQuestion row={row} /> },
          {
            name: t("fact.reference"),
            value: <Copyable short text={row.attempt.attempt_id} />,
          },
          {
            name: t("fact.provider_reference"),
            value: <Copyable text={row.attempt.provider_reference} />,
            hidden: row.attempt.provider_reference === "",
          },
        ]}
      />
      <Methods row={row} />
      <section aria-label={t("tried")}>
        <h3 className={style.subtitle}>{t("tried")}</h3>
        <Timeline label={t("tried")} steps={useSteps(row)} />
      </section>
      <Actions row={row} />
    </Stack>
  );
}

function useSteps(row: Unanswered) {
  const { t } = useTranslation("exceptions");
  const note = (one: Try) =>
    [
      one.reply && t(`${one.method === "reversal" ? "reversal_reply" : "reply"}.${one.reply}`),
      one.http_status > 0 && t("http", { status: one.http_status }),
      one.took_ms !== undefined && formatDuration(one.took_ms * 1000),
      one.detail,
    ]
      .filter(Boolean)
      .join(" · ");
  return triesOf(row).map((one) => ({
    key: one.key,
    at: one.at,
    title: one.method
      ? t(`try_${one.what === "next" ? "next" : "asked"}.${one.method}`)
      : t(`try.${one.what}`),
    note: note(one),
    tone: one.what === "next" ? ("info" as const) : ("warning" as const),
    icon: one.what === "sent" ? ("send" as const) : ("help" as const),
  }));
}

function Actions({ row }: { row: Unanswered }) {
  const { t } = useTranslation("exceptions");
  const [open, setOpen] = useState<"decide" | "take_back">();
  const close = () => setOpen(undefined);
  const can = useCan("change_transaction_state", row);
  const canReverse = useCan("reverse_operation", row);
  const whyNot = row.methods.find(({ method }) => method === "reversal")?.why_not ?? null;
  return (
    <Inline>
      <Button
        icon="edit"
        disabledReason={can.reason || (row.verdicts.length === 0 && t("decide.not_now"))}
        onClick={() => setOpen("decide")}
      >
        {t("decide.open")}
      </Button>
      <Button
        icon="refund"
        disabledReason={canReverse.reason || (whyNot !== null && t(`why_not.${whyNot}`))}
        onClick={() => setOpen("take_back")}
      >
        {t("take_back.open")}
      </Button>
      <ButtonLink to={`/payments/${row.payment_id}`} icon="arrow-right">
        {t("see_payment")}
      </ButtonLink>
      <Suspense>
        {open === "decide" && <DecideDialog row={row} onClose={close} />}
        {open === "take_back" && <TakeBackDialog row={row} onClose={close} />}
      </Suspense>
    </Inline>
  );
}
