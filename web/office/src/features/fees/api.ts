// Requests about fee plans.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type PlanRow = Schemas["FeePlanRow"];
export type PlanPage = Schemas["FeePlanPage"];
export type Version = Schemas["FeePlanVersion"];
export type Content = Schemas["FeePlanContent"];
export type Calculation = Schemas["FeeCalculation"];
export type Comparison = Schemas["FeeComparison"];
export type Trigger = "sale" | "refund" | "payout";

const feesKey = ["fees"] as const;

/** Merchants show their plan as well. */
export const refreshFees = (queries: QueryClient) =>
  Promise.all([
    queries.invalidateQueries({ queryKey: feesKey }),
    queries.invalidateQueries({ queryKey: ["merchants"] }),
  ]);

export const plansQuery = queryOptions({
  queryKey: [...feesKey, "list"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/fee_plans", { signal }))).rows,
});

const one = (fee_plan_id: string) => ({ path: { fee_plan_id } });

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: [...feesKey, "one", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/fee_plans/{fee_plan_id}", { params: one(id), signal })),
  });

export const calculationQuery = (
  plan: Content | undefined,
  asked: { trigger: Trigger; amount_minor: number; currency: string } | undefined,
) =>
  queryOptions({
    queryKey: [...feesKey, "calculation", plan, asked],
    queryFn: ({ signal }) => {
      if (!plan || !asked) throw new Error("nothing to calculate");
      return unwrap(api.POST("/api/fee_calculations", { body: { plan, ...asked }, signal }));
    },
    enabled: plan !== undefined && asked !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const create_fee_plan = (key: string, body: Content & { company_id?: string }) =>
  unwrap(api.POST("/api/fee_plans", { params: { header: { "Idempotency-Key": key } }, body }));

export const save_fee_plan = (id: string, body: Content & { version: number }) =>
  unwrap(api.POST("/api/fee_plans/{fee_plan_id}/versions", { params: one(id), body }));

export const compare_fees = (body: { plan?: Content; fee_plan_id?: string }) =>
  unwrap(api.POST("/api/fee_comparisons", { body }));
