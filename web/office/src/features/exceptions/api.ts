// Requests about what needs an answer: the queue, its sums, cases, and what people decide.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, backgroundHeaders, type Schemas, unwrap } from "../../api/client.ts";
import type { LiveEvent } from "../../api/live.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type Unanswered = Schemas["UnansweredOperation"];
export type UnansweredSums = Schemas["UnansweredSums"];
export type AskedQuestion = Schemas["AskedQuestion"];
export type ExceptionCase = Schemas["ExceptionCase"];
export type ChangeState = Schemas["ChangeState"];
export type Verdict = Schemas["Verdict"];
export type SettledAs = Schemas["SettledAs"];

export const ages = ["quarter_hour", "hour", "day"] as const;
export const kinds = [
  "late_success",
  "second_success",
  "short_paid",
  "over_paid",
  "returned",
  "contradiction",
  "webhook_mismatch",
  "refund_failed_late",
  "dispute_reported",
] as const satisfies readonly ExceptionCase["kind"][];
export const settlings = ["accepted", "returned", "corrected", "no_action"] as const;

const key = ["exceptions"] as const;
export const refreshDesk = (queries: QueryClient) => queries.invalidateQueries({ queryKey: key });

export const unansweredQuery = (filters: FilterValues, { before }: PageKey) => {
  const { merchant_id, payment_id, age } = filters;
  return queryOptions({
    queryKey: [...key, "unanswered", { merchant_id, payment_id, age, before }],
    queryFn: ({ signal }) => {
      const query = {
        before,
        merchant_id: merchant_id || undefined,
        payment_id: payment_id || undefined,
        age: ages.find((one) => one === age),
      };
      return unwrap(api.GET("/api/unanswered_operations", { params: { query }, signal }));
    },
    // Live events are the rule; time alone changes what is shown of each.
    refetchInterval: 30_000,
  });
};

export const sumsQuery = queryOptions({
  queryKey: [...key, "sums"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/api/unanswered_sums", { headers: backgroundHeaders, signal })),
  refetchInterval: 60_000,
});

export const casesQuery = (filters: FilterValues, { before }: PageKey) => {
  const { merchant_id, payment_id, kind } = filters;
  // Open ones first in mind: only a chosen state shows the others.
  const state =
    filters.state === "resolved" ? "resolved" : filters.state === "all" ? undefined : "open";
  return queryOptions({
    queryKey: [...key, "cases", { merchant_id, payment_id, kind, state, before }],
    queryFn: ({ signal }) => {
      const query = {
        before,
        state: state as ExceptionCase["state"] | undefined,
        kind: kinds.find((one) => one === kind),
        merchant_id: merchant_id || undefined,
        payment_id: payment_id || undefined,
      };
      return unwrap(api.GET("/api/exceptions", { params: { query }, signal }));
    },
  });
};

export const caseQuery = (exception_id: string) =>
  queryOptions({
    queryKey: [...key, "case", exception_id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/exceptions/{exception_id}", { params: { path: { exception_id } }, signal }),
      ),
  });

export const change_transaction_state = (
  operation_id: string,
  idempotency_key: string,
  body: ChangeState,
) =>
  unwrap(
    api.POST("/api/operations/{operation_id}/state", {
      params: { path: { operation_id }, header: { "Idempotency-Key": idempotency_key } },
      body,
    }),
  );

export const reverse_operation = (operation_id: string, reason: string) =>
  unwrap(
    api.POST("/api/operations/{operation_id}/reverse", {
      params: { path: { operation_id } },
      body: { reason },
    }),
  );

export const resolve_exception = (
  { exception_id, version }: ExceptionCase,
  settled_as: SettledAs,
  resolution: string,
) =>
  unwrap(
    api.POST("/api/exceptions/{exception_id}/resolve", {
      params: { path: { exception_id } },
      body: { version, settled_as, resolution },
    }),
  );

/** What puts something on the desk; what takes it off concerns payments that are shown. */
export const isAboutDesk = ({ type }: LiveEvent) =>
  type.startsWith("exception.") || type === "operation.unanswered" || type.endsWith(".in_doubt");
