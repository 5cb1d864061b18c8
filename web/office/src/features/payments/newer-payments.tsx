// Keeps the transactions list still while payments arrive: rows that are shown follow live, those
// that would push in from above are counted and wait for a press.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { paymentOf } from "../../api/payment-event.ts";
import { Button } from "../../ui/button.tsx";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import { useLive } from "../../ui/live.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import {
  listKey,
  listQuery,
  newer_at_most,
  newerQuery,
  type PaymentPage,
  type PaymentRow,
} from "./api.ts";
import type { Reading } from "./payment-filters.ts";
import { replaceRows } from "./replace-rows.ts";

const gather_ms = 250;
const nothing: ReadonlySet<string> = new Set();

/** Puts what live events say into every page of the list that shows the payment. */
export function useFollowedRows(): ReadonlySet<string> {
  const queries = useQueryClient();
  const [fresh, setFresh] = useState(nothing);
  const gathered = useRef(new Map<string, PaymentRow>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function apply() {
    timer.current = undefined;
    const rows = gathered.current;
    gathered.current = new Map();
    const changed = new Set<string>();
    queries.setQueriesData<PaymentPage>({ queryKey: listKey }, (page) =>
      page ? replaceRows(page, rows, changed) : page,
    );
    if (changed.size > 0) setFresh(changed);
  }

  useLive((event) => {
    const row = paymentOf(event);
    if (!row) return;
    gathered.current.set(row.payment_id, row);
    timer.current ??= setTimeout(apply, gather_ms);
  });
  return fresh;
}

/** The pill above the list; absent while there is nothing newer. */
export function NewerPayments({ filters, reading }: { filters: FilterValues; reading: Reading }) {
  const { t } = useTranslation("payments");
  const queries = useQueryClient();
  const list = listQuery(filters, { before: filters.before, after: filters.after }, reading);
  const page = useQuery({ ...list, enabled: false, placeholderData: keepPreviousData });
  const first = !filters.before && !filters.after;
  const top = first && !page.isPlaceholderData ? page.data?.rows[0]?.payment_id : undefined;
  const emptied = first && page.data?.rows.length === 0;
  const { data: count = 0, refetch } = useQuery(newerQuery(filters, top, reading));
  useLiveRefresh(
    (event) => event.type === "payment.created" && (top !== undefined || emptied),
    () => void (emptied ? queries.invalidateQueries({ queryKey: list.queryKey }) : refetch()),
    2000,
  );
  if (count === 0 || top === undefined) return null;
  return (
    <Button
      size="small"
      variant="primary"
      icon="arrow-up"
      onClick={() => void queries.invalidateQueries({ queryKey: list.queryKey })}
    >
      {count >= newer_at_most ? t("newer_many", { count }) : t("newer", { count })}
    </Button>
  );
}
