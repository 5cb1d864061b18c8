// Looking at the office as somebody else: asking, and going in and out. Both change the session, so
// everything that was read before is forgotten.
import type { QueryClient } from "@tanstack/react-query";
import { api, type Schemas, setCsrfToken, unwrap } from "./client.ts";
import { enterSession, type Session, sessionKey } from "./session.ts";

export type View = Schemas["View"];
export type PresentView = Schemas["PresentView"];

export const ask_view = (body: Schemas["AskView"]) => unwrap(api.POST("/api/views", { body }));

export const start_view = (view_id: string) =>
  unwrap(api.POST("/api/views/{view_id}/start", { params: { path: { view_id } } }));

export const end_view = () => unwrap(api.DELETE("/api/session/view"));

/** Stands the whole office in the session as it now is, with nothing left of the other view. */
export function changeEyes(queries: QueryClient, session: Session) {
  setCsrfToken(session.csrf_token);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  enterSession(queries, session);
}
