// The decline table of the server: constant data, asked for once.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type DeclineCode = Schemas["DeclineCode"];
export type DeclineTable = Schemas["DeclineTable"];

export const declineTableQuery = queryOptions({
  queryKey: ["decline_reasons"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/decline_reasons", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});
