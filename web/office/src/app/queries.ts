// The cache of server state and its rules: what may be asked again, and what signing out does.
import { QueryClient } from "@tanstack/react-query";
import { onSignedOut } from "../api/client.ts";
import { ApiError } from "../api/error.ts";
import { sessionKey } from "../api/session.ts";

/** Only what may pass by itself is tried again: no answer, or a busy server. */
function mayRetry(tries: number, error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return tries < 2 && (error.status === 0 || error.status === 502 || error.status === 503);
}

export function createQueries(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 10_000, retry: mayRetry, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
  // A confirmation changes the token under requests on their way, so the server is asked once more
  // before anybody is sent away.
  onSignedOut(() => void queries.invalidateQueries({ queryKey: sessionKey }));
  return queries;
}
