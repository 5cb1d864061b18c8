// Requests about roles and the catalogue of permissions.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type Role = Schemas["Role"];
export type Permission = Schemas["Permission"];
export type RoleHolder = Schemas["RoleHolder"];
export type CreateRole = Schemas["CreateRole"];
export type UpdateRole = Schemas["UpdateRole"];

const rolesKey = ["roles"] as const;
const one = (role_id: string) => ({ path: { role_id } });

export const refreshRoles = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: rolesKey });

export const rolesQuery = queryOptions({
  queryKey: [...rolesKey, "list"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/roles", { signal }))).rows,
});

export const permissionsQuery = queryOptions({
  queryKey: [...rolesKey, "permissions"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/permissions", { signal }))).rows,
  staleTime: Number.POSITIVE_INFINITY,
});

export const roleQuery = (role_id: string) =>
  queryOptions({
    queryKey: [...rolesKey, "one", role_id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/roles/{role_id}", { params: one(role_id), signal })),
  });

export const holdersQuery = (role_id: string) =>
  queryOptions({
    queryKey: [...rolesKey, "one", role_id, "holders"],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/roles/{role_id}/holders", { params: one(role_id), signal })))
        .rows,
  });

export const create_role = (key: string, body: CreateRole) =>
  unwrap(api.POST("/api/roles", { params: { header: { "Idempotency-Key": key } }, body }));

export const update_role = (role_id: string, body: UpdateRole) =>
  unwrap(api.PATCH("/api/roles/{role_id}", { params: one(role_id), body }));

export const delete_role = (role_id: string, version: number) =>
  unwrap(api.DELETE("/api/roles/{role_id}", { params: { ...one(role_id), query: { version } } }));
