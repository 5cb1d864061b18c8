// Words and names that several features show: decline reasons and currencies of the server's
// reference tables, and the merchants within the caller's scope. Asked for once, then kept.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, backgroundHeaders, type Schemas, unwrap } from "../api/client.ts";
import { learnExponents } from "../lib/currency.ts";
import { sentence } from "../lib/words.ts";
import type { Option } from "./select-field.tsx";

export type Merchant = Schemas["Merchant"];

export const referenceQuery = queryOptions({
  queryKey: ["reference"],
  queryFn: async ({ signal }) => {
    const reference = await unwrap(
      api.GET("/api/reference", { headers: backgroundHeaders, signal }),
    );
    learnExponents(reference.currencies);
    return reference;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const useReference = () => useQuery(referenceQuery).data;

/** A decline reason's title, and in the server's words what it means and what may be done. */
export function useDeclineReason() {
  const { t } = useTranslation();
  const reasons = useReference()?.decline_reasons;
  return useMemo(() => {
    const byWord = new Map(reasons?.map((row) => [row.reason, row]));
    return (reason: string) => ({
      title: t(`decline_reason.${reason}`, { defaultValue: sentence(reason) }),
      meaning: byWord.get(reason)?.meaning ?? "",
      advice: byWord.get(reason)?.advice ?? "",
    });
  }, [t, reasons]);
}

export function useCurrencyOptions(): Option[] {
  const currencies = useReference()?.currencies;
  return useMemo(
    () => (currencies ?? []).map(({ code, name }) => ({ value: code, label: `${code} · ${name}` })),
    [currencies],
  );
}

const page_size = 200;
const pages_at_most = 5;

/** All merchants in scope, up to a thousand: enough to name and to choose one. */
export const merchantNamesQuery = queryOptions({
  queryKey: ["merchants", "names"],
  queryFn: async ({ signal }) => {
    const merchants: Merchant[] = [];
    for (let page = 0; page < pages_at_most; page += 1) {
      const query = { limit: page_size, before: merchants.at(-1)?.merchant_id };
      const answer = await unwrap(
        api.GET("/api/merchants", { params: { query }, headers: backgroundHeaders, signal }),
      );
      merchants.push(...answer.rows);
      if (!answer.has_older) break;
    }
    return merchants;
  },
  staleTime: 60_000,
});

/** All companies in scope. */
export const companiesQuery = queryOptions({
  queryKey: ["merchants", "companies"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/companies", { signal }))).rows,
  staleTime: 60_000,
});

export const projectsKey = ["projects"] as const;

/** All projects in scope, to name and to choose one. */
export const projectsQuery = queryOptions({
  queryKey: [...projectsKey, "names"],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET("/api/projects", { params: { query: {} }, signal }))).rows,
  staleTime: 60_000,
});

/**
 * Empty while loading and for those who may not list merchants: then there is nothing to choose.
 */
export function useMerchants(): readonly Merchant[] {
  return useQuery(merchantNamesQuery).data ?? nothing;
}

const nothing: readonly Merchant[] = [];

export function useMerchantOptions(): Option[] {
  const merchants = useMerchants();
  return useMemo(
    () =>
      merchants
        .map((merchant) => ({ value: merchant.merchant_id, label: merchant.name }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [merchants],
  );
}

export function useMerchantName(): (merchant_id: string) => string | undefined {
  const merchants = useMerchants();
  return useMemo(() => {
    const byId = new Map(merchants.map((merchant) => [merchant.merchant_id, merchant.name]));
    return (merchant_id) => byId.get(merchant_id);
  }, [merchants]);
}
