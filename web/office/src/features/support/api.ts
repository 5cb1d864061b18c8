// Requests about escalations, views and what companies consent to.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import { refreshHeaders } from "../../api/refresh.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type Escalation = Schemas["Escalation"];
export type EscalationDetail = Schemas["EscalationDetail"];
export type EscalationStep = Schemas["EscalationStep"];
export type UpdateEscalation = Schemas["UpdateEscalation"];
export type View = Schemas["View"];
export type ViewConsent = Schemas["ViewConsent"];
export type ConsentMode = ViewConsent["mode"];

const escalationsKey = ["escalations"] as const;
const viewsKey = ["views"] as const;
const of = (escalation_id: string) => ({ path: { escalation_id } });

export const refreshEscalations = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: escalationsKey });
export const refreshViews = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: viewsKey });

/** What is not resolved comes by its due time; everything and what is resolved, newest first. */
const states_of_queue = "open,in_progress,waiting";

export const listQuery = (filters: FilterValues, { before }: PageKey) => {
  const { state, queue, priority, merchant_id, assignee, overdue } = filters;
  return queryOptions({
    queryKey: [
      ...escalationsKey,
      "list",
      { state, queue, priority, merchant_id, assignee, overdue, before },
    ],
    queryFn: ({ signal }) => {
      const query = {
        before,
        state: state === "all" ? undefined : state || states_of_queue,
        sort: state ? ("newest" as const) : ("due" as const),
        queue: (queue || undefined) as Escalation["queue"] | undefined,
        priority: (priority || undefined) as Escalation["priority"] | undefined,
        merchant_id: merchant_id || undefined,
        assignee: assignee || undefined,
        overdue: overdue === "true" ? true : undefined,
      };
      return unwrap(api.GET("/api/escalations", { params: { query }, signal }));
    },
  });
};

export const detailQuery = (escalation_id: string) =>
  queryOptions({
    queryKey: [...escalationsKey, "one", escalation_id],
    queryFn: (context) =>
      unwrap(
        api.GET("/api/escalations/{escalation_id}", {
          params: of(escalation_id),
          headers: refreshHeaders(context),
          signal: context.signal,
        }),
      ),
  });

export const workersQuery = (escalation_id: string) =>
  queryOptions({
    queryKey: [...escalationsKey, "one", escalation_id, "workers"],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/escalations/{escalation_id}/workers", {
            params: of(escalation_id),
            signal,
          }),
        )
      ).rows,
    staleTime: 60_000,
  });

export const update_escalation = (escalation_id: string, body: UpdateEscalation) =>
  unwrap(api.PATCH("/api/escalations/{escalation_id}", { params: of(escalation_id), body }));

export const reply_to_escalation = (escalation_id: string, text: string) =>
  unwrap(
    api.POST("/api/escalations/{escalation_id}/replies", {
      params: of(escalation_id),
      body: { text },
    }),
  );

type ViewState = Exclude<View["state"], "lapsed">;

export const viewsQuery =
  (whose: "all" | "mine") =>
  ({ state }: FilterValues, { before }: PageKey) =>
    queryOptions({
      queryKey: [...viewsKey, whose, { state, before }],
      queryFn: ({ signal }) => {
        const query = { before, state: (state || undefined) as ViewState | undefined };
        const asked = { params: { query }, signal };
        return whose === "mine"
          ? unwrap(api.GET("/api/views/mine", asked))
          : unwrap(api.GET("/api/views", asked));
      },
    });

export const consentQuery = (company_id: string) =>
  queryOptions({
    queryKey: [...viewsKey, "consent", company_id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/companies/{company_id}/view_consent", {
          params: { path: { company_id } },
          signal,
        }),
      ),
  });

export const set_view_consent = ({ company_id, version }: ViewConsent, mode: ConsentMode) =>
  unwrap(
    api.PUT("/api/companies/{company_id}/view_consent", {
      params: { path: { company_id } },
      body: { version, mode },
    }),
  );

const one = (view_id: string) => ({ params: { path: { view_id } } });

export const answer_view = (view_id: string, answer: "accept" | "refuse") =>
  unwrap(api.POST("/api/views/{view_id}/answer", { ...one(view_id), body: { answer } }));
export const stop_view = (view_id: string) =>
  unwrap(api.POST("/api/views/{view_id}/stop", one(view_id)));
export const withdraw_view = (view_id: string) =>
  unwrap(api.DELETE("/api/views/{view_id}", one(view_id)));
