// Requests about reviews of access: the list with what is due, one review, its rows, decisions.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type AccessReview = Schemas["AccessReview"];
export type AccessRow = Schemas["AccessReviewRow"];
export type Decision = Schemas["AccessDecision"];

export const kinds = [
  "membership",
  "api_key",
  "api_token",
] as const satisfies readonly Schemas["AccessKind"][];
export const decisions = ["undecided", "keep", "remove"] as const satisfies readonly Decision[];

export const reviewsKey = ["access_reviews"] as const;

export const reviewsQuery = queryOptions({
  queryKey: [...reviewsKey, "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/access_reviews", { signal })),
});

export const reviewQuery = (access_review_id: string) =>
  queryOptions({
    queryKey: [...reviewsKey, "one", access_review_id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/access_reviews/{access_review_id}", {
          params: { path: { access_review_id } },
          signal,
        }),
      ),
  });

export const rowsQuery =
  (access_review_id: string) =>
  (filters: FilterValues, { before }: PageKey) => {
    const query = {
      before,
      kind: kinds.find((kind) => kind === filters.kind),
      decision: decisions.find((decision) => decision === filters.decision),
      search: filters.search || undefined,
    };
    return queryOptions({
      queryKey: [...reviewsKey, "rows", access_review_id, query],
      queryFn: ({ signal }) =>
        unwrap(
          api.GET("/api/access_reviews/{access_review_id}/rows", {
            params: { path: { access_review_id }, query },
            signal,
          }),
        ),
    });
  };

export const start_access_review = () => unwrap(api.POST("/api/access_reviews", { body: {} }));

export const decide_access_rows = (
  access_review_id: string,
  body: { row_ids: string[]; decision: Decision; note?: string },
) =>
  unwrap(
    api.POST("/api/access_reviews/{access_review_id}/decisions", {
      params: { path: { access_review_id } },
      body,
    }),
  );

export const sign_access_review = (
  access_review_id: string,
  body: { version: number; note?: string },
) =>
  unwrap(
    api.POST("/api/access_reviews/{access_review_id}/signature", {
      params: { path: { access_review_id } },
      body,
    }),
  );

export const export_access_review = (access_review_id: string) =>
  unwrap(
    api.GET("/api/access_reviews/{access_review_id}/export", {
      params: { path: { access_review_id } },
      parseAs: "text",
    }),
  );
