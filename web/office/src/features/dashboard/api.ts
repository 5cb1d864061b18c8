// What the dashboard asks: its figures, the newest payments, and the health of the installation.
// The page's own refreshes are nobody's act, so they do not keep an idle session alive.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, backgroundHeaders, type Schemas, unwrap } from "../../api/client.ts";
import { refreshHeaders } from "../../api/refresh.ts";

export type PaymentRow = Schemas["PaymentRow"];
export type Health = Schemas["Health"];
export type Range = "today" | "7d" | "30d";

export const ranges: readonly Range[] = ["today", "7d", "30d"];

export const rangeOf = (text: string | undefined): Range =>
  ranges.find((range) => range === text) ?? "today";

export interface BoardAsked {
  range: Range;
  time_zone_offset_min: number;
  merchant_id?: string;
}

export const dashboardKey = ["dashboard"] as const;

export const boardQuery = (asked: BoardAsked) =>
  queryOptions({
    queryKey: [...dashboardKey, "figures", asked],
    queryFn: (context) =>
      unwrap(
        api.GET("/api/dashboard", {
          params: { query: asked },
          headers: refreshHeaders(context),
          signal: context.signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

const newest_shown = 8;

export const newestQuery = (merchant_id: string | undefined) =>
  queryOptions({
    queryKey: [...dashboardKey, "newest", merchant_id ?? ""],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/payments", {
          params: { query: { limit: newest_shown, merchant_id } },
          headers: backgroundHeaders,
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/api/system/health", { headers: backgroundHeaders, signal })),
  refetchInterval: 15_000,
});
