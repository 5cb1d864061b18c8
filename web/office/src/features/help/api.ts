// Requests about feedback: sending it, reading one's own, and the operator's queue.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";
import { pages } from "./pages.ts";

export type Feedback = Schemas["Feedback"];
export type FeedbackKind = Feedback["kind"];
export const kinds = ["question", "problem", "idea"] as const;

const key = ["feedback"] as const;

export const refreshFeedback = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: key });

/** A page of the guide; null where there is none of that name. */
export const guideQuery = (name: string) =>
  queryOptions({
    queryKey: ["guide", name],
    queryFn: async () => (await pages.get(name)?.()) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const ownQuery = queryOptions({
  queryKey: [...key, "own"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/feedback/mine", { signal })),
});

export const listQuery = (filters: FilterValues, { before }: PageKey) => {
  const { state, kind } = filters;
  return queryOptions({
    queryKey: [...key, "list", state, kind, before],
    queryFn: ({ signal }) => {
      const query = {
        before,
        state: state === "all" ? undefined : ((state || "open") as Feedback["state"]),
        kind: (kind || undefined) as FeedbackKind | undefined,
      };
      return unwrap(api.GET("/api/feedback", { params: { query }, signal }));
    },
  });
};

export const send_feedback = (body: Schemas["SendFeedback"], attempt: string) =>
  unwrap(api.POST("/api/feedback", { body, params: { header: { "Idempotency-Key": attempt } } }));

export const answer_feedback = (feedback_id: string, body: Schemas["AnswerFeedback"]) =>
  unwrap(
    api.POST("/api/feedback/{feedback_id}/answer", { params: { path: { feedback_id } }, body }),
  );
