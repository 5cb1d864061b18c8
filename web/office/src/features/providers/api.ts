// Requests about provider accounts and the companies they can belong to.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type Account = Schemas["ProviderAccount"];
export type Adapter = Schemas["ProviderAdapter"];
export type Field = Schemas["ProviderField"];
export type Health = Schemas["ProviderHealth"];
export type Trouble = Schemas["ProviderTrouble"];
export type Received = Schemas["ProviderWebhook"];
export type Operation = Schemas["RestrictableOperation"];
export type Bound = Schemas["AmountBound"];
export type CreateAccount = Schemas["CreateProviderAccount"];
export type ChangeAccount = Schemas["ChangeProviderAccount"];

const providersKey = ["providers"] as const;
const place = (provider_account_id: string) => ({ path: { provider_account_id } });

export const refreshProviders = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: providersKey });

export const accountsQuery = queryOptions({
  queryKey: [...providersKey, "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/providers", { signal })),
});

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: [...providersKey, "one", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/providers/{provider_account_id}", { params: place(id), signal })),
  });

export const adaptersQuery = queryOptions({
  queryKey: [...providersKey, "adapters"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/provider_adapters", { signal }))).rows,
  staleTime: Number.POSITIVE_INFINITY,
});

export const receivedQuery = (id: string) =>
  queryOptions({
    queryKey: [...providersKey, "webhooks", id],
    queryFn: async ({ signal }) => {
      const target = "/api/providers/{provider_account_id}/webhooks";
      return (await unwrap(api.GET(target, { params: place(id), signal }))).rows;
    },
  });

export const companiesQuery = queryOptions({
  queryKey: [...providersKey, "companies"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/companies", { signal }))).rows,
  staleTime: 60_000,
});

export const create_provider_account = (key: string, body: CreateAccount) =>
  unwrap(api.POST("/api/providers", { params: { header: { "Idempotency-Key": key } }, body }));

export const change_provider_account = (id: string, body: ChangeAccount) =>
  unwrap(api.PATCH("/api/providers/{provider_account_id}", { params: place(id), body }));

export const enable_provider_account = (id: string, version: number) =>
  unwrap(
    api.POST("/api/providers/{provider_account_id}/enable", {
      params: place(id),
      body: { version },
    }),
  );

export const disable_provider_account = (id: string, version: number) =>
  unwrap(
    api.POST("/api/providers/{provider_account_id}/disable", {
      params: place(id),
      body: { version },
    }),
  );

export const test_provider_account = (id: string) =>
  unwrap(api.POST("/api/providers/{provider_account_id}/test", { params: place(id) }));
