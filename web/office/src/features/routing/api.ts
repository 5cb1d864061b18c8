// Requests about routing: profiles, their versions, checking a condition, trying a payment.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type Profile = Schemas["RoutingProfile"];
export type ProfilePage = Schemas["RoutingProfilePage"];
export type VersionRow = Schemas["RoutingVersionRow"];
export type Version = Schemas["RoutingVersion"];
export type Rule = Schemas["RoutingRule"];
export type Cascade = Schemas["CascadePolicy"];
export type Strategy = Schemas["RoutingStrategy"];
export type RuleForm = Schemas["RuleForm"];
export type RuleField = Schemas["RuleField"];
export type Plan = Schemas["RoutingPlan"];
export type Trial = Schemas["RoutingTrial"];
export type RetryCap = Schemas["RetryCap"];
export type LimitsPage = Schemas["RetryCapPage"];

const routingKey = ["routing"] as const;
const one = (routing_profile_id: string) => ({ path: { routing_profile_id } });

export const refreshRouting = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: routingKey });

export const profilesQuery = queryOptions({
  queryKey: [...routingKey, "list"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/routing_profiles", { signal }))).rows,
});

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: [...routingKey, "one", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/routing_profiles/{routing_profile_id}", { params: one(id), signal })),
  });

export const versionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: [...routingKey, "version", id, version],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/routing_profiles/{routing_profile_id}/versions/{version}", {
          params: { path: { routing_profile_id: id, version: String(version) } },
          signal,
        }),
      ),
  });

export const vocabularyQuery = queryOptions({
  queryKey: [...routingKey, "vocabulary"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/routing_vocabulary", { signal })),
  staleTime: 600_000,
});

export const accountsQuery = queryOptions({
  queryKey: [...routingKey, "accounts"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/providers", { signal }))).rows,
  staleTime: 30_000,
});

export const companiesQuery = queryOptions({
  queryKey: [...routingKey, "companies"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/companies", { signal }))).rows,
  staleTime: 60_000,
});

export const merchantsQuery = queryOptions({
  queryKey: [...routingKey, "merchants"],
  queryFn: async ({ signal }) => {
    const query = { limit: 200 };
    return (await unwrap(api.GET("/api/merchants", { params: { query }, signal }))).rows;
  },
  staleTime: 60_000,
});

export const create_routing_profile = (
  key: string,
  body: { name: string; company_id?: string; merchant_id?: string },
) =>
  unwrap(
    api.POST("/api/routing_profiles", {
      params: { header: { "Idempotency-Key": key } },
      body,
    }),
  );

export const create_routing_draft = (id: string, from_version?: number) =>
  unwrap(
    api.POST("/api/routing_profiles/{routing_profile_id}/draft", {
      params: one(id),
      body: { from_version },
    }),
  );

export const change_routing_draft = (
  id: string,
  body: {
    revision: number;
    rules: Schemas["RoutingRuleInput"][];
    cascade: Cascade;
    sticky: Version["sticky"];
  },
) =>
  unwrap(api.PATCH("/api/routing_profiles/{routing_profile_id}/draft", { params: one(id), body }));

export const drop_routing_draft = (id: string) =>
  unwrap(api.DELETE("/api/routing_profiles/{routing_profile_id}/draft", { params: one(id) }));

export const activate_routing_draft = (id: string, revision: number) =>
  unwrap(
    api.POST("/api/routing_profiles/{routing_profile_id}/activate", {
      params: one(id),
      body: { revision },
    }),
  );

export const retire_routing_profile = (id: string) =>
  unwrap(api.POST("/api/routing_profiles/{routing_profile_id}/retire", { params: one(id) }));

const limitsKey = [...routingKey, "limits"] as const;

export const limitsQuery = queryOptions({
  queryKey: limitsKey,
  queryFn: ({ signal }) => unwrap(api.GET("/api/retry_caps", { signal })),
});

/** Decline codes show the same limits. */
export const refreshLimits = (queries: QueryClient) =>
  Promise.all([
    queries.invalidateQueries({ queryKey: limitsKey }),
    queries.invalidateQueries({ queryKey: ["decline_reasons"] }),
  ]);

export const change_retry_caps = (body: { version: number; rows: RetryCap[]; reason: string }) =>
  unwrap(api.PUT("/api/retry_caps", { body }));

export const reset_retry_caps = (body: { version: number; reason: string }) =>
  unwrap(api.POST("/api/retry_caps/reset", { body }));

export const check_routing_rule = (body: { condition?: string; form?: RuleForm }) =>
  unwrap(api.POST("/api/routing_rules", { body }));

export const try_routing = (body: Trial) => unwrap(api.POST("/api/routing_trials", { body }));
