// One's own account: profile, address, alerts, sign-ins and sessions; and the team one looks after.
// Password and second factor are steps of the session.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type SessionSummary = Schemas["SessionSummary"];
export type OwnAccount = Schemas["OwnAccount"];
export type SecurityAlert = Schemas["SecurityAlert"];
export type Login = Schemas["Login"];
export type Member = Schemas["User"];
export type Role = Schemas["Role"];
export type Permission = Schemas["Permission"];

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/sessions", { signal })),
});

export const end_session = (session_id: string) =>
  unwrap(api.DELETE("/api/sessions/{session_id}", { params: { path: { session_id } } }));

export const accountQuery = queryOptions({
  queryKey: ["account", "own"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/account", { signal })),
});

/** Makes an answered account the one every card shows. */
export const showAccount = (queries: QueryClient, account: OwnAccount) =>
  queries.setQueryData(accountQuery.queryKey, account);

export const update_own_account = (body: Schemas["UpdateOwnAccount"]) =>
  unwrap(api.PATCH("/api/account", { body }));
export const request_email_change = (email: string) =>
  unwrap(api.POST("/api/account/email_change", { body: { email } }));
export const cancel_email_change = () => unwrap(api.DELETE("/api/account/email_change"));

export const alertsQuery = queryOptions({
  queryKey: ["account", "alerts"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/account/alerts", { signal }))).rows,
});

export const note_alerts_seen = (alert_id: string) =>
  unwrap(api.POST("/api/account/alerts/seen", { body: { alert_id } }));

export const loginsQuery = (_filters: FilterValues, { before }: PageKey) =>
  queryOptions({
    queryKey: ["account", "logins", before],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/account/logins", { params: { query: { before } }, signal })),
  });

export const teamKey = ["account", "team"] as const;

export const teamQuery = (filters: FilterValues, { before }: PageKey) =>
  queryOptions({
    queryKey: [...teamKey, "list", filters.search, before],
    queryFn: ({ signal }) => {
      const query = { before, search: filters.search || undefined };
      return unwrap(api.GET("/api/users", { params: { query }, signal }));
    },
  });

/** Everybody at once, for who may do what; more than two hundred are not a team. */
export const wholeTeamQuery = queryOptions({
  queryKey: [...teamKey, "whole"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/api/users", { params: { query: { limit: 200 } }, signal })),
});

export const memberQuery = (user_id: string) =>
  queryOptions({
    queryKey: [...teamKey, "one", user_id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/users/{user_id}", { params: { path: { user_id } }, signal })),
  });

export const update_member = (user_id: string, body: Schemas["UpdateUser"]) =>
  unwrap(api.PATCH("/api/users/{user_id}", { params: { path: { user_id } }, body }));

export const rolesQuery = queryOptions({
  queryKey: ["roles", "list"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/roles", { signal }))).rows,
});

export const permissionsQuery = queryOptions({
  queryKey: ["permissions"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/permissions", { signal }))).rows,
  staleTime: Number.POSITIVE_INFINITY,
});
