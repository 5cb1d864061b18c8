// Which way the payment took: the rule that decided, the accounts in their order with what came of
// each, and why others were left out. Read when the card is opened, not with every page.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import { sentence } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { Link } from "../../ui/link.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { detailKey, type PaymentDetail } from "./api.ts";

type Route = Schemas["PaymentRoute"];

export const routeQuery = (payment_id: string) =>
  queryOptions({
    queryKey: [...detailKey(payment_id), "route"],
    queryFn: async ({ signal }) => {
      const params = { path: { payment_id } };
      return (await unwrap(api.GET("/api/payments/{payment_id}/route", { params, signal }))).plan;
    },
  });

export function RouteCard({ payment }: { payment: PaymentDetail["payment"] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Card title={t("route.title")}>
      {open ? (
        <Loaded payment_id={payment.payment_id} />
      ) : (
        <Button size="small" icon="send" onClick={() => setOpen(true)}>
          {t("route.show")}
        </Button>
      )}
    </Card>
  );
}

function Loaded({ payment_id }: { payment_id: string }) {
  const { t } = useTranslation();
  const answer = useQuery(routeQuery(payment_id));
  if (answer.error)
    return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <SkeletonLines lines={4} />;
  if (answer.data === null) return <p>{t("route.none")}</p>;
  return <Plan plan={answer.data} />;
}

function Plan({ plan }: { plan: Route }) {
  const { t } = useTranslation();
  const facts: Fact[] = [
    {
      name: t("route.why"),
      value: plan.routing_profile_id ? (
        <Link to={`/routing/${plan.routing_profile_id}?tab=versions&version=${plan.version}`}>
          {plan.rule || t("route.fallback")} · {t("route.version", { version: plan.version ?? 0 })}
        </Link>
      ) : (
        t(plan.reason === "pinned" ? "route.pinned" : "route.own_order")
      ),
    },
    ...plan.accounts.map((account, index) => ({
      name: t("route.place", { n: index + 1 }),
      value: [
        account.title,
        account.outcome && sentence(account.outcome),
        account.note && t(`route.note.${account.note}` as "route.title"),
      ]
        .filter(Boolean)
        .join(" · "),
    })),
    ...plan.excluded.map((one) => ({
      name: t("route.left_out"),
      value: `${one.title} · ${t(`route.reason.${one.reason}` as "route.title", {
        defaultValue: sentence(one.reason),
      })}`,
    })),
  ];
  return <Facts facts={facts} />;
}
