// The session: who is signed in, what still stands before a full session, and every step of the
// way. Each step answers with the session as it then is, under a new token.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, backgroundHeaders, type Schemas, setCsrfToken, unwrap } from "./client.ts";
import { ApiError } from "./error.ts";

export type Session = Schemas["Session"];
export type Stage = Session["stage"];

export const sessionKey = ["session"] as const;

/** The session token, and with it the CSRF token, changes at each step. */
export function withToken(session: Session): Session {
  setCsrfToken(session.csrf_token);
  return session;
}

/** Null means signed out: an answer, not an error. In the background the idle time goes on. */
export async function read_session(options?: { background: boolean }): Promise<Session | null> {
  const headers = options?.background ? backgroundHeaders : undefined;
  try {
    return withToken(await unwrap(api.GET("/api/session", { headers })));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    setCsrfToken("");
    return null;
  }
}

export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: () => read_session(),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Makes an answered session the one the whole office stands in. */
export function enterSession(queries: QueryClient, session: Session | null) {
  queries.setQueryData(sessionKey, session);
}

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => unwrap(api.GET("/api/setup")),
  retry: false,
});

/** Whether people may also sign in at a provider of the installation's own. */
export const ssoQuery = queryOptions({
  queryKey: ["sso"],
  queryFn: () => unwrap(api.GET("/api/sso")),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** What a password has to be like here: rules to judge while typing, and a note. */
export const passwordRulesQuery = queryOptions({
  queryKey: ["password", "rules"],
  queryFn: () => unwrap(api.GET("/api/password_rules")),
});

export const sign_in = (body: { email: string; password: string }) =>
  unwrap(api.POST("/api/session", { body })).then(withToken);

export const sign_out = () => unwrap(api.DELETE("/api/session"));

export const accept_setup = (body: Schemas["AcceptSetup"]) =>
  unwrap(api.POST("/api/setup", { body })).then(withToken);

/** The current password may be left out only while a change is owed. */
export const change_password = (body: { new_password: string; current_password?: string }) =>
  unwrap(api.POST("/api/session/password", { body })).then(withToken);

export const start_first_phone = (body: { phone?: string }) =>
  unwrap(api.POST("/api/session/phone", { body }));

export const confirm_first_phone = (code: string) =>
  unwrap(api.POST("/api/session/phone/confirmation", { body: { code } })).then(withToken);

export const start_totp_enrolment = () => unwrap(api.POST("/api/session/totp/enrolment"));

export async function confirm_totp_enrolment(code: string) {
  const enrolled = await unwrap(api.POST("/api/session/totp/confirmation", { body: { code } }));
  withToken(enrolled.session);
  return enrolled;
}

export const verify_second_factor = (code: string) =>
  unwrap(api.POST("/api/session/totp", { body: { code } })).then(withToken);

export const confirm_session = (proof: { code: string } | { password: string }) =>
  unwrap(api.POST("/api/session/confirmation", { body: proof })).then(withToken);
