// Requests about what waits for approval, decisions and policies.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, backgroundHeaders, type Schemas, unwrap } from "../../api/client.ts";
import type { LiveEvent } from "../../api/live.ts";
import { refreshHeaders } from "../../api/refresh.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type ApprovalRow = Schemas["ApprovalRow"];
export type Approval = Schemas["Approval"];
export type ApprovalChange = Schemas["ApprovalChange"];
export type ApprovalState = Schemas["ApprovalState"];
export type Policies = Schemas["ApprovalPolicies"];
export type Policy = Schemas["ApprovalPolicy"];
export type PolicyKind = Schemas["ApprovalKind"];
export type CreatePolicy = Schemas["CreateApprovalPolicy"];
export type UpdatePolicy = Schemas["UpdateApprovalPolicy"];

export const tabs = ["to_decide", "mine", "all"] as const;
export type Tab = (typeof tabs)[number];

const approvalsKey = ["approvals"] as const;
const policiesKey = ["approval_policies"] as const;
const one = (approval_id: string) => ({ path: { approval_id } });

export const refreshApprovals = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: approvalsKey });
export const refreshPolicies = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: policiesKey });

/** Whether an event says that something waits, or no longer does. */
export const isAboutApprovals = (event: LiveEvent) => event.type.startsWith("approval.");

export const tabOf = (value: string | undefined): Tab =>
  tabs.find((tab) => tab === value) ?? "to_decide";

export const listQuery =
  (tab: Tab) =>
  (filters: FilterValues, { before }: PageKey) =>
    queryOptions({
      queryKey: [...approvalsKey, "list", tab, { ...filters, before }],
      queryFn: ({ signal }) => {
        const query = {
          tab,
          before,
          kind: filters.kind || undefined,
          state: (filters.state || undefined) as ApprovalState | undefined,
        };
        return unwrap(api.GET("/api/approvals", { params: { query }, signal }));
      },
    });

/** For the badge: nobody asks for it, so it keeps no session alive. */
export const countQuery = queryOptions({
  queryKey: [...approvalsKey, "count"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/api/approvals/count", { headers: backgroundHeaders, signal })),
  refetchInterval: 60_000,
});

export const approvalQuery = (approval_id: string) =>
  queryOptions({
    queryKey: [...approvalsKey, "one", approval_id],
    queryFn: (context) =>
      unwrap(
        api.GET("/api/approvals/{approval_id}", {
          params: one(approval_id),
          headers: refreshHeaders(context),
          signal: context.signal,
        }),
      ),
  });

export const approve_request = ({ approval_id, content_hash }: Approval, reason: string) =>
  unwrap(
    api.POST("/api/approvals/{approval_id}/approve", {
      params: one(approval_id),
      body: { content_hash, reason },
    }),
  );

export const reject_request = ({ approval_id, content_hash }: Approval, reason: string) =>
  unwrap(
    api.POST("/api/approvals/{approval_id}/reject", {
      params: one(approval_id),
      body: { content_hash, reason },
    }),
  );

export const withdraw_request = (approval_id: string) =>
  unwrap(api.POST("/api/approvals/{approval_id}/withdraw", { params: one(approval_id) }));

export const policiesQuery = queryOptions({
  queryKey: [...policiesKey, "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/approval_policies", { signal })),
});

export const create_policy = (body: CreatePolicy) =>
  unwrap(api.POST("/api/approval_policies", { body }));

export const update_policy = (policy_id: string, body: UpdatePolicy) =>
  unwrap(
    api.PATCH("/api/approval_policies/{policy_id}", { params: { path: { policy_id } }, body }),
  );

export const delete_policy = ({ policy_id, version }: Policy) =>
  unwrap(
    api.DELETE("/api/approval_policies/{policy_id}", {
      params: { path: { policy_id }, query: { version } },
    }),
  );

/** Carries out what was approved for whoever asked: their own request, once more. */
export function create_approved_key(approval: Approval) {
  const { body, key } = approval.content as { body: Schemas["CreateApiKey"]; key?: string };
  const path = { merchant_id: approval.merchant_id ?? "" };
  const header = key === undefined ? {} : { "Idempotency-Key": key };
  return unwrap(
    api.POST("/api/merchants/{merchant_id}/api_keys", { params: { path, header }, body }),
  );
}

export const rolesQuery = queryOptions({
  queryKey: [...policiesKey, "roles"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/roles", { signal }))).rows,
  staleTime: 60_000,
});
