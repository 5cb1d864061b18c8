// One's own account: sessions to see and end. Password and second factor are steps of the session.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type SessionSummary = Schemas["SessionSummary"];

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/sessions", { signal })),
});

export const end_session = (session_id: string) =>
  unwrap(api.DELETE("/api/sessions/{session_id}", { params: { path: { session_id } } }));
