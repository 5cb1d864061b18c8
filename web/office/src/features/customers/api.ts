// Requests about customers: finding them, looking at one, erasing what is personal.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type FoundCustomer = Schemas["Customer"];
export type Customer = Schemas["CustomerDetail"];
export type CustomerCard = Schemas["CustomerCard"];
export type CustomerPayment = Schemas["CustomerPayment"];

const key = ["customers"] as const;

export const foundQuery = (search: string, merchant_id: string | undefined) =>
  queryOptions({
    queryKey: [...key, "found", search, merchant_id],
    queryFn: async ({ signal }) => {
      const query = { search, merchant_id };
      return (await unwrap(api.GET("/api/customers", { params: { query }, signal }))).rows;
    },
    // Each search is on record: nothing is asked again unless somebody asks.
    staleTime: Number.POSITIVE_INFINITY,
  });

export const customerKey = (merchant_id: string, buyer_id: string) =>
  [...key, "one", merchant_id, buyer_id] as const;

export const customerQuery = (merchant_id: string, buyer_id: string) =>
  queryOptions({
    queryKey: customerKey(merchant_id, buyer_id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/merchants/{merchant_id}/customer", {
          params: { path: { merchant_id }, query: { buyer_id } },
          signal,
        }),
      ),
    // Each look is on record too.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });

export const erase_customer = (
  { merchant_id, buyer_id }: Customer,
  idempotency_key: string,
  confirmation: string,
  reason: string,
) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/customer/erasure", {
      params: { path: { merchant_id }, header: { "Idempotency-Key": idempotency_key } },
      body: { buyer_id, confirmation, reason },
    }),
  );

/** A customer's page; ids of merchants may hold anything, so they stand in the query. */
export const customerPath = (merchant_id: string, buyer_id: string) =>
  `/customers/${merchant_id}?buyer_id=${encodeURIComponent(buyer_id)}`;
