// Where a crypto payout stands: the transaction that carries it, its place among the outputs, and
// how many blocks have confirmed it.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { Link } from "../../ui/link.tsx";
import { Money } from "../../ui/money.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { detailKey, type PaymentDetail } from "./api.ts";

type Output = Schemas["ChainPlacement"];

const moving_every_ms = 5000;
const isMoving = ({ state, transaction }: Output) =>
  state !== "refused" && transaction?.state !== "confirmed";

const outputQuery = (payment_id: string) =>
  queryOptions({
    queryKey: [...detailKey(payment_id), "chain"],
    queryFn: async ({ signal }) => {
      const params = { path: { payment_id } };
      const target = "/api/payments/{payment_id}/chain_output";
      return (await unwrap(api.GET(target, { params, signal }))).output;
    },
    // Confirmations come without an event of their own.
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? moving_every_ms : false),
  });

export function ChainCard({ payment }: { payment: PaymentDetail["payment"] }) {
  return payment.kind === "payout" && payment.method === "crypto" ? (
    <Loaded payment={payment} />
  ) : null;
}

function Loaded({ payment }: { payment: PaymentDetail["payment"] }) {
  const { t } = useTranslation("payments");
  const { data, error, refetch } = useQuery(outputQuery(payment.payment_id));
  if (data === null) return null;
  return (
    <Card title={t("chain.title")}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <SkeletonLines lines={4} />
      ) : (
        <Facts facts={data.transaction === null ? waiting() : placed()} />
      )}
    </Card>
  );

  function waiting(): Fact[] {
    const text = data?.state === "refused" ? t("chain.refused") : t("chain.waiting");
    const why = data?.note ?? "";
    return [
      { name: t("chain.state_title"), value: text },
      { name: t("chain.why"), value: why, hidden: why === "" },
    ];
  }

  function placed(): Fact[] {
    const one = data?.transaction;
    if (!data || !one) return [];
    const count = one.confirmations;
    const needed = data.confirmations_needed;
    return [
      { name: t("chain.state_title"), value: t(`chain.state.${one.state}`) },
      {
        name: t("chain.output"),
        value: <Copyable text={`${one.txid}:${data.position}`} />,
        hidden: one.txid === "",
      },
      {
        name: t("chain.outputs"),
        value: (
          <Link to={`/providers/${one.provider_account_id}?tab=chain`}>
            {t("chain.outputs_of", { count: one.outputs ?? 0 })}
          </Link>
        ),
        // Of an account that is shared with other companies nothing about the others is told.
        hidden: one.outputs === null,
      },
      { name: t("chain.confirmations"), value: t("chain.of", { count, needed }) },
      {
        name: t("chain.fee"),
        value: <Money minor={data.fee_minor} currency={one.currency} />,
        hidden: one.txid === "",
      },
      { name: t("chain.why"), value: one.note ?? "", hidden: (one.note ?? "") === "" },
    ];
  }
}
