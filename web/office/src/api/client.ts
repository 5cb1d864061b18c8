// The one way to the office API: typed by the contract, CSRF header on writes, problems as
// ApiError. It raises and returns only; what a person is shown about an error is decided by the
// callers.
import createClient, { type Middleware } from "openapi-fetch";
import { Canceled } from "../lib/canceled.ts";
import { ApiError, problemOf } from "./error.ts";
import { type HeldBody, HeldForApproval, heldIn } from "./held.ts";
import type { components, paths } from "./schema.d.ts";
import { stepUp } from "./step-up.ts";

export type Schemas = components["schemas"];

let csrfToken = "";

/** Set from each answer of GET /api/session; an empty text after signing out. */
export function setCsrfToken(token: string) {
  csrfToken = token;
}

let signedOut: () => void = () => undefined;

/** Tells the application that the server no longer knows the session; it decides what to show. */
export function onSignedOut(listener: () => void) {
  signedOut = listener;
}

const csrf: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && csrfToken !== "")
      request.headers.set("X-CSRF-Token", csrfToken);
    return request;
  },
};

/** Looks up `fetch` at each call, so that tests can replace it. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "http://localhost",
  fetch: (request) => globalThis.fetch(request),
  credentials: "same-origin",
});
api.use(csrf);
api.use(
  stepUp(
    () => csrfToken,
    (request) => globalThis.fetch(request),
  ),
);

/** Marks what no person asked for, so that it does not keep an idle session alive. */
export const backgroundHeaders = { "X-Bursar-Background": "1" } as const;

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The body of a good answer; an ApiError for a problem and for a server that cannot be reached;
 * HeldForApproval for an act that was not done because other people have to agree.
 */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<Exclude<T, HeldBody>> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    if (cause instanceof Canceled) throw cause;
    throw ApiError.unreachable(cause);
  });
  if (!response.ok) {
    const problem = problemOf(error, response);
    if (problem.status === 401 && problem.code !== "login_failed") signedOut();
    // The look as somebody else is over: the session, which goes on as one's own, is read again.
    if (problem.code === "view_ended") signedOut();
    throw new ApiError(problem);
  }
  const held = heldIn(response.status, data);
  if (held) throw new HeldForApproval(held);
  return data as Exclude<T, HeldBody>;
}
