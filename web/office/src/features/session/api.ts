// The session: who is signed in, what still stands before a full session, and every step of the way.
import { queryOptions } from "@tanstack/react-query";
import { api, backgroundHeaders, type Schemas, setCsrfToken, unwrap } from "../../api/client.ts";
import { ApiError } from "../../api/error.ts";

export type Session = Schemas["Session"];
export type Stage = Session["stage"];

export const sessionKey = ["session"] as const;

/** Null means signed out; it is an answer, not an error. In the background the idle time goes on. */
export async function read_session(options?: { background: boolean }): Promise<Session | null> {
  const headers = options?.background ? backgroundHeaders : undefined;
  try {
    const session = await unwrap(api.GET("/api/session", { headers }));
    setCsrfToken(session.csrf_token);
    return session;
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

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => unwrap(api.GET("/api/setup")),
  retry: false,
});

export const sign_in = (body: { email: string; password: string }) =>
  unwrap(api.POST("/api/session", { body }));

export const sign_out = () => unwrap(api.DELETE("/api/session"));

export const accept_setup = (body: {
  token: string;
  email: string;
  name: string;
  password: string;
}) => unwrap(api.POST("/api/setup", { body }));

export const change_password = (body: { current_password: string; new_password: string }) =>
  unwrap(api.POST("/api/session/password", { body }));

export const start_totp_enrolment = () => unwrap(api.POST("/api/session/totp/enrolment"));

export const confirm_totp_enrolment = (code: string) =>
  unwrap(api.POST("/api/session/totp/confirmation", { body: { code } }));

export const verify_totp = (code: string) =>
  unwrap(api.POST("/api/session/totp", { body: { code } }));

export const confirm_session = (proof: { code: string } | { password: string }) =>
  unwrap(api.POST("/api/session/confirmation", { body: proof }));
