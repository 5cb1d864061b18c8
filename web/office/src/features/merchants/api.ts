// Requests about companies, merchants, their balances, API keys and test payments.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, backgroundHeaders, type Schemas, unwrap } from "../../api/client.ts";
import { refreshHeaders } from "../../api/refresh.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type Company = Schemas["Company"];
export type Merchant = Schemas["Merchant"];
/** Where keys are made: a merchant as a whole, or one of its projects. */
export type KeyPlace = Pick<Merchant, "merchant_id" | "company_id"> & { project_id?: string };
export type FeePlan = Schemas["FeePlan"];
export type CreateCompany = Schemas["CreateCompany"];
export type CreateMerchant = Schemas["CreateMerchant"];
export type UpdateMerchant = Schemas["UpdateMerchant"];
export type ApiKey = Schemas["ApiKey"];
export type CreateApiKey = Schemas["CreateApiKey"];
export type IssuedApiKey = Schemas["IssuedApiKey"];
export type ApiScope = Schemas["ApiScope"];
export type Payment = Schemas["Payment"];

export interface Balance {
  account: string;
  currency: string;
  balance_minor: number;
}

const place = (merchant_id: string) => ({ path: { merchant_id } });

export const merchantsKey = ["merchants"] as const;
export const merchantKey = (merchant_id: string) => [...merchantsKey, "one", merchant_id] as const;

/** Everything about merchants that is on the screen or kept, names in filters included. */
export const refreshMerchants = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: merchantsKey });

export const listQuery = (filters: FilterValues, { before }: PageKey) =>
  queryOptions({
    queryKey: [
      ...merchantsKey,
      "list",
      filters.search,
      filters.company_id,
      filters.archived,
      before,
    ],
    queryFn: ({ signal }) => {
      const query = {
        before,
        search: filters.search || undefined,
        company_id: filters.company_id || undefined,
        archived: filters.archived === "true" || undefined,
      };
      return unwrap(api.GET("/api/merchants", { params: { query }, signal }));
    },
  });

export const merchantQuery = (merchant_id: string) =>
  queryOptions({
    queryKey: merchantKey(merchant_id),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/merchants/{merchant_id}", { params: place(merchant_id), signal })),
  });

export const balancesQuery = (merchant_id: string) =>
  queryOptions({
    queryKey: [...merchantKey(merchant_id), "balances"],
    queryFn: async (context): Promise<Balance[]> => {
      const call = api.GET("/api/merchants/{merchant_id}/balances", {
        params: place(merchant_id),
        headers: refreshHeaders(context),
        signal: context.signal,
      });
      return (await unwrap(call)).rows;
    },
  });

const keyed = (key: string) => ({ header: { "Idempotency-Key": key } });

export const create_company = (key: string, body: CreateCompany) =>
  unwrap(api.POST("/api/companies", { params: keyed(key), body }));

export const create_merchant = (key: string, body: CreateMerchant) =>
  unwrap(api.POST("/api/merchants", { params: keyed(key), body }));

export const update_merchant = (merchant_id: string, body: UpdateMerchant) =>
  unwrap(api.PATCH("/api/merchants/{merchant_id}", { params: place(merchant_id), body }));

export const archive_merchant = (merchant_id: string, version: number) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/archive", {
      params: place(merchant_id),
      body: { version },
    }),
  );

export const delete_merchant = (merchant_id: string, version: number) =>
  unwrap(
    api.DELETE("/api/merchants/{merchant_id}", {
      params: { ...place(merchant_id), query: { version } },
    }),
  );

export type FeePlanRow = Schemas["FeePlanRow"];

export const feePlansQuery = queryOptions({
  queryKey: ["fees", "list"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/fee_plans", { signal }))).rows,
});

/** What another plan would have charged this merchant over the last 30 days. */
export const feeComparisonQuery = (merchant_id: string, fee_plan_id: string) =>
  queryOptions({
    queryKey: ["fees", "comparison", merchant_id, fee_plan_id],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/fee_comparisons", { body: { merchant_id, fee_plan_id }, signal })),
    enabled: fee_plan_id !== "",
  });

export const assign_fee_plan = (
  merchant_id: string,
  body: { version: number; fee_plan_id: string; accepts_missing_currencies?: boolean },
) => unwrap(api.PUT("/api/merchants/{merchant_id}/fee_plan", { params: place(merchant_id), body }));

export const apiKeysKey = (merchant_id: string) =>
  [...merchantKey(merchant_id), "api_keys"] as const;

export const apiKeysQuery = (merchant_id: string) =>
  queryOptions({
    queryKey: apiKeysKey(merchant_id),
    queryFn: async ({ signal }) => {
      const call = api.GET("/api/merchants/{merchant_id}/api_keys", {
        params: place(merchant_id),
        signal,
      });
      return (await unwrap(call)).rows;
    },
  });

export const create_api_key = (merchant_id: string, key: string, body: CreateApiKey) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/api_keys", {
      params: { ...place(merchant_id), ...keyed(key) },
      body,
    }),
  );

const oneKey = ({ merchant_id, api_key_id }: Pick<ApiKey, "merchant_id" | "api_key_id">) => ({
  path: { merchant_id, api_key_id },
});

export const rotate_api_key = (api_key: ApiKey, key: string, overlap_s: number) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/api_keys/{api_key_id}/rotation", {
      params: { ...oneKey(api_key), ...keyed(key) },
      body: { overlap_s },
    }),
  );

export const update_api_key = (api_key: ApiKey, body: Schemas["UpdateApiKey"]) =>
  unwrap(
    api.PATCH("/api/merchants/{merchant_id}/api_keys/{api_key_id}", {
      params: oneKey(api_key),
      body,
    }),
  );

export const revoke_api_key = (merchant_id: string, api_key_id: string) =>
  unwrap(
    api.DELETE("/api/merchants/{merchant_id}/api_keys/{api_key_id}", {
      params: { path: { merchant_id, api_key_id } },
    }),
  );

export const create_test_payment = (
  merchant_id: string,
  key: string,
  body: { amount_minor: number; currency: string },
) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/test_payments", {
      params: { ...place(merchant_id), header: { "Idempotency-Key": key } },
      body,
    }),
  );

const settled = ["captured", "declined", "failed", "expired", "canceled", "voided"];

export const isSettled = (payment: Payment) => settled.includes(payment.lifecycle);

const watch_every_ms = 1500;

/** Live events say at once that something happened; this asks as well, should the line be down. */
export const testPaymentQuery = (payment_id: string) =>
  queryOptions({
    queryKey: ["payments", "test", payment_id],
    queryFn: ({ signal }) => {
      const params = { path: { payment_id } };
      const headers = backgroundHeaders;
      return unwrap(api.GET("/api/payments/{payment_id}", { params, headers, signal }));
    },
    refetchInterval: ({ state }) =>
      state.data && isSettled(state.data.payment) ? false : watch_every_ms,
  });

export type BasicSettings = Schemas["BasicSettings"];

export const basicSettingsQuery = (merchant_id: string) =>
  queryOptions({
    queryKey: ["merchants", "basic_settings", merchant_id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/merchants/{merchant_id}/basic_settings", {
          params: { path: { merchant_id } },
          signal,
        }),
      ),
  });

export const update_basic_settings = (merchant_id: string, body: Schemas["UpdateBasicSettings"]) =>
  unwrap(
    api.PATCH("/api/merchants/{merchant_id}/basic_settings", {
      params: { path: { merchant_id } },
      body,
    }),
  );
