// What the live monitor asks besides listening: the newest payments, to start from.
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client.ts";

const shown_first = 30;

export const newestQuery = queryOptions({
  queryKey: ["live_monitor", "newest"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/api/payments", { params: { query: { limit: shown_first } }, signal })),
  staleTime: 0,
  gcTime: 0,
});
