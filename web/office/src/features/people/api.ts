// Requests about people, their roles, sessions and sign-ins.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type User = Schemas["User"];
export type Person = Schemas["Person"];
export type Membership = Schemas["Membership"];
export type Role = Schemas["Role"];
export type Login = Schemas["Login"];
export type SessionSummary = Schemas["SessionSummary"];
export type PlaceOf = Schemas["PlaceOf"];

const peopleKey = ["people"] as const;
const one = (user_id: string) => ({ path: { user_id } });
const day_ms = 86_400_000;

export const refreshPeople = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: peopleKey });

type State = User["state"];

/** "30" = signed in within 30 days; "-30" = not for 30 days or never. */
function signInWindow(value: string | undefined) {
  const days = Number(value);
  if (!value || !Number.isInteger(days) || days === 0) return {};
  // To the minute, so that the same question keeps its key while the page is open.
  const at = Math.floor((Date.now() - Math.abs(days) * day_ms) / 60_000) * 60_000;
  return days > 0 ? { signed_in_since: at } : { not_signed_in_since: at };
}

export const listQuery = (filters: FilterValues, { before }: PageKey) => {
  const { search, state, role_key, company_id, second_factor, signed_in } = filters;
  return queryOptions({
    queryKey: [
      ...peopleKey,
      "list",
      { search, state, role_key, company_id, second_factor, signed_in, before },
    ],
    queryFn: ({ signal }) => {
      const query = {
        before,
        search: search || undefined,
        state: (state || undefined) as State | undefined,
        role_key: role_key || undefined,
        company_id: company_id || undefined,
        second_factor: (second_factor || undefined) as "on" | "off" | undefined,
        ...signInWindow(signed_in),
      };
      return unwrap(api.GET("/api/users", { params: { query }, signal }));
    },
  });
};

export const personQuery = (user_id: string) =>
  queryOptions({
    queryKey: [...peopleKey, "one", user_id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/users/{user_id}", { params: one(user_id), signal })),
  });

export const sessionsQuery = (user_id: string) =>
  queryOptions({
    queryKey: [...peopleKey, "one", user_id, "sessions"],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/users/{user_id}/sessions", { params: one(user_id), signal })))
        .rows,
  });

export const loginsQuery =
  (user_id: string) =>
  (_filters: FilterValues, { before }: PageKey) =>
    queryOptions({
      queryKey: [...peopleKey, "one", user_id, "logins", before],
      queryFn: ({ signal }) => {
        const params = { ...one(user_id), query: { before } };
        return unwrap(api.GET("/api/users/{user_id}/logins", { params, signal }));
      },
    });

export const rolesQuery = queryOptions({
  queryKey: ["roles", "list"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/roles", { signal }))).rows,
});

const keyed = (key: string) => ({ header: { "Idempotency-Key": key } });

export const create_user = (key: string, body: Schemas["CreateUser"]) =>
  unwrap(api.POST("/api/users", { params: keyed(key), body }));
export const invite_user = (key: string, body: Schemas["InviteUser"]) =>
  unwrap(api.POST("/api/users/invitations", { params: keyed(key), body }));
export const update_user = (user_id: string, body: Schemas["UpdateUser"]) =>
  unwrap(api.PATCH("/api/users/{user_id}", { params: one(user_id), body }));
export const disable_user = (user_id: string) =>
  unwrap(api.POST("/api/users/{user_id}/disable", { params: one(user_id) }));
export const enable_user = (user_id: string) =>
  unwrap(api.POST("/api/users/{user_id}/enable", { params: one(user_id) }));
export const require_password_change = (user_id: string) =>
  unwrap(api.POST("/api/users/{user_id}/password_change", { params: one(user_id) }));
export const reset_second_factor = (user_id: string) =>
  unwrap(api.POST("/api/users/{user_id}/second_factor_reset", { params: one(user_id) }));
export const create_reset_link = (user_id: string) =>
  unwrap(api.POST("/api/users/{user_id}/reset_link", { params: one(user_id) }));
export const renew_invitation = (user_id: string) =>
  unwrap(api.POST("/api/users/{user_id}/invitation", { params: one(user_id) }));
export const end_user_sessions = (user_id: string) =>
  unwrap(api.DELETE("/api/users/{user_id}/sessions", { params: one(user_id) }));
export const end_user_session = (user_id: string, session_id: string) =>
  unwrap(
    api.DELETE("/api/users/{user_id}/sessions/{session_id}", {
      params: { path: { user_id, session_id } },
    }),
  );
export const add_membership = (user_id: string, body: Schemas["AddMembership"]) =>
  unwrap(api.POST("/api/users/{user_id}/memberships", { params: one(user_id), body }));
export const change_membership = (
  user_id: string,
  membership_id: string,
  body: Schemas["ChangeMembership"],
) =>
  unwrap(
    api.PATCH("/api/users/{user_id}/memberships/{membership_id}", {
      params: { path: { user_id, membership_id } },
      body,
    }),
  );
export const end_membership = (user_id: string, membership_id: string, version: number) =>
  unwrap(
    api.DELETE("/api/users/{user_id}/memberships/{membership_id}", {
      params: { path: { user_id, membership_id }, query: { version } },
    }),
  );
export const transfer_user = (user_id: string, body: Schemas["TransferUser"]) =>
  unwrap(api.POST("/api/users/{user_id}/transfer", { params: one(user_id), body }));
