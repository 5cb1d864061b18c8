// The security policy: read and changed as one thing, under its version.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type SecurityPolicy = Schemas["SecurityPolicy"];
export type ActionLevel = Schemas["ActionLevel"];

export const policyQuery = queryOptions({
  queryKey: ["security", "policy"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/security/policy", { signal })),
});

export const update_security_policy = (body: Schemas["UpdateSecurityPolicy"]) =>
  unwrap(api.PATCH("/api/security/policy", { body }));
