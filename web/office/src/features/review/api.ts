// Requests about findings: a page of them, closing one, and a review out of turn.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type Finding = Schemas["Finding"];
export type Rule = Schemas["ReviewRule"];

export const rules = [
  "password_guessing",
  "money_off_hours",
  "mass_export",
  "role_escalation",
  "money_after_reset",
] as const satisfies readonly Rule[];

export const findingsKey = ["review"] as const;

export const listQuery = (filters: FilterValues, { before }: PageKey) =>
  queryOptions({
    queryKey: [...findingsKey, filters.state, filters.rule, before],
    queryFn: ({ signal }) => {
      const query = {
        before,
        state: (filters.state || undefined) as Finding["state"] | undefined,
        rule: rules.find((rule) => rule === filters.rule),
      };
      return unwrap(api.GET("/api/review_findings", { params: { query }, signal }));
    },
    // The review runs every quarter of an hour.
    refetchInterval: 60_000,
  });

export const close_review_finding = ({ finding_id, version }: Finding, note: string) =>
  unwrap(
    api.POST("/api/review_findings/{finding_id}/close", {
      params: { path: { finding_id } },
      body: { version, note },
    }),
  );

export const run_review = () => unwrap(api.POST("/api/review_runs", { body: {} }));
