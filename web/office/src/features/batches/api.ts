// Requests about batches: the list, one batch, its lines, and every step of its way.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import type { LiveEvent } from "../../api/live.ts";
import { refreshHeaders } from "../../api/refresh.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type Batch = Schemas["Batch"];
export type BatchDetail = Schemas["BatchDetail"];
export type BatchItem = Schemas["BatchItem"];
export type BatchTally = Schemas["BatchTally"];
export type Kind = Schemas["BatchKind"];
export type State = Schemas["BatchState"];
export type ItemState = Schemas["BatchItemState"];

export const kinds: readonly Kind[] = ["payout", "refund", "capture", "void"];
export const lines_per_page = 100;

const busy_ms = 2_000;
const busy = new Set<State>(["uploaded", "validating", "processing"]);
/** Those who may not follow live events look again as long as something goes on. */
const pauseWhile = (goesOn: boolean) => (goesOn ? busy_ms : false);

export const batchesKey = ["batches"] as const;

export const isAboutBatches = (event: LiveEvent) =>
  event.subject_kind === "batch" || event.type.startsWith("approval.");

export const refreshBatches = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: batchesKey });

export const listQuery = (filters: FilterValues, { before }: PageKey) =>
  queryOptions({
    queryKey: [
      ...batchesKey,
      "list",
      filters.kind,
      filters.state,
      filters.merchant_id,
      before,
    ] as const,
    queryFn: (context) => {
      const query = {
        before,
        kind: (filters.kind || undefined) as Kind | undefined,
        state: (filters.state || undefined) as State | undefined,
        merchant_id: filters.merchant_id || undefined,
      };
      const headers = refreshHeaders(context);
      return unwrap(
        api.GET("/api/batches", { params: { query }, headers, signal: context.signal }),
      );
    },
    refetchInterval: ({ state }) =>
      pauseWhile(state.data?.rows.some((row) => busy.has(row.state)) ?? false),
  });

export const batchQuery = (batch_id: string) =>
  queryOptions({
    queryKey: [...batchesKey, "one", batch_id] as const,
    queryFn: (context) =>
      unwrap(
        api.GET("/api/batches/{batch_id}", {
          params: { path: { batch_id } },
          headers: refreshHeaders(context),
          signal: context.signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      pauseWhile(state.data !== undefined && busy.has(state.data.state)),
  });

export interface LinesWanted {
  states: readonly ItemState[];
  after?: number;
  before?: number;
}

/** `version` is asked again for when the batch has changed. */
export const linesQuery = (batch_id: string, wanted: LinesWanted, version: number) =>
  queryOptions({
    queryKey: [...batchesKey, "lines", batch_id, wanted, version] as const,
    queryFn: (context) =>
      unwrap(
        api.GET("/api/batches/{batch_id}/items", {
          params: {
            path: { batch_id },
            query: {
              limit: lines_per_page,
              state: wanted.states.join(",") || undefined,
              after: wanted.after,
              before: wanted.before,
            },
          },
          headers: refreshHeaders(context),
          signal: context.signal,
        }),
      ),
  });

export const create_batch = (merchant_id: string, kind: Kind, file: File) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/batches", {
      params: { path: { merchant_id }, query: { kind, file_name: file.name.slice(0, 120) } },
      body: file as unknown as string,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { "Content-Type": "text/csv" },
    }),
  );

export const confirm_batch = (batch_id: string, content_hash: string, key: string) =>
  unwrap(
    api.POST("/api/batches/{batch_id}/confirm", {
      params: { path: { batch_id }, header: { "Idempotency-Key": key } },
      body: { content_hash },
    }),
  );

export const pause_batch = (batch_id: string) =>
  unwrap(api.POST("/api/batches/{batch_id}/pause", { params: { path: { batch_id } } }));

export const resume_batch = (batch_id: string) =>
  unwrap(api.POST("/api/batches/{batch_id}/resume", { params: { path: { batch_id } } }));

export const cancel_batch = (batch_id: string, reason: string) =>
  unwrap(
    api.POST("/api/batches/{batch_id}/cancel", {
      params: { path: { batch_id } },
      body: { reason },
    }),
  );

export const download_batch_result = (batch_id: string) =>
  unwrap(
    api.GET("/api/batches/{batch_id}/result", {
      params: { path: { batch_id } },
      parseAs: "text",
    }),
  );

export const download_batch_template = (kind: Kind) =>
  unwrap(api.GET("/api/batch_templates/{kind}", { params: { path: { kind } }, parseAs: "text" }));
