// One customer: who it is, what they paid, with which cards, and what stands out.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { EscalateButton } from "../../ui/escalate-button.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page, Split } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Customer, customerQuery } from "./api.ts";
import { CardsCard } from "./cards-card.tsx";
import { HistoryCard } from "./history-card.tsx";
import { PersonCard } from "./person-card.tsx";
import { RiskCard } from "./risk-card.tsx";
import { TotalsCard } from "./totals-card.tsx";

const EraseDialog = lazy(() => import("./erase-dialog.tsx"));

export default function CustomerPage() {
  const { t } = useTranslation("customers");
  const { merchant_id = "" } = useParams({ strict: false }) as { merchant_id?: string };
  const [{ buyer_id = "" }] = useUrlState();
  const can = useCan("read_customer");
  const answer = useQuery({ ...customerQuery(merchant_id, buyer_id), enabled: can.allowed });
  const crumbs = [{ label: t("title"), to: "/customers" }];
  if (answer.data) return <Loaded customer={answer.data} crumbs={crumbs} />;
  return (
    <Page title={t("page.title")} crumbs={crumbs}>
      {!can.allowed ? (
        <NoPermission permission="customers:read" />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

const nameOf = ({ first_name, last_name, email, buyer_id }: Customer) =>
  `${first_name} ${last_name}`.trim() || email || buyer_id;

const isErased = ({ erasures, email, first_name, last_name }: Customer) =>
  erasures.length > 0 && email + first_name + last_name === "";

function Loaded({
  customer,
  crumbs,
}: {
  customer: Customer;
  crumbs: { label: string; to: string }[];
}) {
  const { t } = useTranslation("customers");
  return (
    <Page
      title={nameOf(customer)}
      aside={isErased(customer) && <Badge icon="ban" text={t("page.erased")} />}
      note={<Copyable text={customer.buyer_id} />}
      crumbs={crumbs}
      actions={
        <>
          <EscalateButton
            at={customer}
            subject={{
              subject_kind: "customer",
              subject_id: customer.buyer_id,
              merchant_id: customer.merchant_id,
            }}
          />
          <EraseButton customer={customer} />
        </>
      }
    >
      <Erasures customer={customer} />
      <Split
        main={
          <>
            <TotalsCard customer={customer} />
            <HistoryCard customer={customer} />
          </>
        }
        side={
          <>
            <PersonCard customer={customer} />
            <RiskCard risk={customer.risk} />
            <CardsCard cards={customer.cards} />
          </>
        }
      />
    </Page>
  );
}

function Erasures({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const [last] = customer.erasures;
  if (!last) return null;
  return (
    <Notice title={t("erase.past", { name: last.erased_by })}>
      <Instant at={last.erased_at} /> · {t("erase.past_text", { count: last.payments })} ·{" "}
      {last.reason}
    </Notice>
  );
}

function EraseButton({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const [open, setOpen] = useState(false);
  const can = useCan("erase_customer", customer);
  const { under_way } = customer;
  return (
    <>
      <Button
        icon="trash"
        disabledReason={can.reason || (under_way > 0 && t("erase.under_way", { count: under_way }))}
        onClick={() => setOpen(true)}
      >
        {t("erase.open")}
      </Button>
      <Suspense>
        {open && <EraseDialog customer={customer} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
