// What the palette finds on the server while somebody types: payments by order, buyer, card or id,
// and merchants by name. Asked for once the typing rests, and only what the person may list.
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import { useCan } from "../../ui/can.tsx";

export interface Hits {
  payments: readonly Schemas["PaymentRow"][];
  merchants: readonly Schemas["Merchant"][];
}

const shown_at_most = 5;
const text_length_min = 3;
const rest_ms = 220;

const paymentHits = (search: string) =>
  queryOptions({
    queryKey: ["palette", "payments", search],
    queryFn: ({ signal }) => {
      const query = { search, limit: shown_at_most };
      return unwrap(api.GET("/api/payments", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    retry: false,
  });

const merchantHits = (search: string) =>
  queryOptions({
    queryKey: ["palette", "merchants", search],
    queryFn: ({ signal }) => {
      const query = { search, limit: shown_at_most };
      return unwrap(api.GET("/api/merchants", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    retry: false,
  });

function useRested(text: string): string {
  const [rested, setRested] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), rest_ms);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

export function usePaletteHits(typed: string): Hits {
  const text = typed.trim();
  const rested = useRested(text);
  const asked = rested.length >= text_length_min;
  const list_payments = useCan("list_payments").allowed;
  const list_merchants = useCan("list_merchants").allowed;
  const payments = useQuery({ ...paymentHits(rested), enabled: asked && list_payments });
  const merchants = useQuery({ ...merchantHits(rested), enabled: asked && list_merchants });
  // What was found for a longer text says nothing about a short one.
  if (text.length < text_length_min) return { payments: [], merchants: [] };
  return {
    payments: payments.data?.rows.slice(0, shown_at_most) ?? [],
    merchants: merchants.data?.rows.slice(0, shown_at_most) ?? [],
  };
}
