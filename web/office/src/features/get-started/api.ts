// What the first-time set-up asks of the server: the first company, merchant, key and payment.
import { queryOptions } from "@tanstack/react-query";
import { api, backgroundHeaders, type Schemas, unwrap } from "../../api/client.ts";
import { createIdempotencyKeys } from "../../api/error.ts";

export type Merchant = Schemas["Merchant"];
export type Payment = Schemas["Payment"];

export const firstMerchantQuery = queryOptions({
  queryKey: ["get_started", "merchant"],
  queryFn: async ({ signal }) => {
    const query = { limit: 1 };
    const page = await unwrap(api.GET("/api/merchants", { params: { query }, signal }));
    return page.rows[0] ?? null;
  },
});

export const keysQuery = (merchant_id: string) =>
  queryOptions({
    queryKey: ["get_started", "api_keys", merchant_id],
    queryFn: ({ signal }) => {
      const params = { path: { merchant_id } };
      return unwrap(api.GET("/api/merchants/{merchant_id}/api_keys", { params, signal }));
    },
  });

const watch_every_ms = 1000;

/** Live events say at once that something happened; this asks as well, should the line be down. */
export const watchedPaymentQuery = (payment_id: string) =>
  queryOptions({
    queryKey: ["payments", payment_id, "watched"],
    queryFn: ({ signal }) => {
      const params = { path: { payment_id } };
      const headers = backgroundHeaders;
      return unwrap(api.GET("/api/payments/{payment_id}", { params, headers, signal }));
    },
    refetchInterval: ({ state }) =>
      state.data && isSettled(state.data.payment) ? false : watch_every_ms,
  });

const settled = ["captured", "declined", "failed", "expired", "canceled", "voided"];

export const isSettled = (payment: Payment) => settled.includes(payment.lifecycle);

export interface FirstMerchant {
  company: Schemas["CreateCompany"];
  merchant: Omit<Schemas["CreateMerchant"], "company_id">;
}

/**
 * The company is created once: when the merchant is refused, another press goes on with the company
 * that exists by then.
 */
export function createFirstMerchant() {
  let company_id: string | undefined;
  const keyOf = createIdempotencyKeys();
  const keyed = (body: object) => ({ header: { "Idempotency-Key": keyOf(body) } });
  return async ({ company, merchant }: FirstMerchant): Promise<Merchant> => {
    const made = { params: keyed(company), body: company };
    company_id ??= (await unwrap(api.POST("/api/companies", made))).company_id;
    const body = { ...merchant, company_id };
    return unwrap(api.POST("/api/merchants", { params: keyed(body), body }));
  };
}

export const create_api_key = (merchant_id: string, key: string, body: Schemas["CreateApiKey"]) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/api_keys", {
      params: { path: { merchant_id }, header: { "Idempotency-Key": key } },
      body,
    }),
  );

export interface TestPayment {
  merchant_id: string;
  idempotency_key: string;
  amount_minor: number;
  currency: string;
}

export const create_test_payment = ({ merchant_id, idempotency_key, ...body }: TestPayment) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/test_payments", {
      params: { path: { merchant_id }, header: { "Idempotency-Key": idempotency_key } },
      body,
    }),
  );
