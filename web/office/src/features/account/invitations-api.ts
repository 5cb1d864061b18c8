// Places of other tenants that wait for one to join.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type OwnInvitation = Schemas["OwnInvitation"];

export const invitationsQuery = queryOptions({
  queryKey: ["account", "invitations"],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET("/api/account/invitations", { signal }))).rows,
});

const one = (user_id: string) => ({ path: { user_id } });

export const accept_invitation = (user_id: string) =>
  unwrap(api.POST("/api/account/invitations/{user_id}/acceptance", { params: one(user_id) }));

export const decline_invitation = (user_id: string) =>
  unwrap(api.DELETE("/api/account/invitations/{user_id}", { params: one(user_id) }));
