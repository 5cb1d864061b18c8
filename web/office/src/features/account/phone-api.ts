// One's own phone number and second factor, as the Security panel shows and changes them.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type OwnSecurity = Schemas["OwnSecurity"];

export const ownSecurityQuery = queryOptions({
  queryKey: ["account", "security"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/account/security", { signal })),
});

export const start_phone_change = (phone: string) =>
  unwrap(api.POST("/api/account/phone", { body: { phone } }));

export const confirm_phone = (code: string) =>
  unwrap(api.POST("/api/account/phone/confirmation", { body: { code } }));

export const remove_phone = () => unwrap(api.DELETE("/api/account/phone"));
