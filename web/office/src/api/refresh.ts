// Tells a person's first look at something from the page's own refreshes of it.
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { backgroundHeaders } from "./client.ts";

interface Asking {
  client: QueryClient;
  queryKey: QueryKey;
}

/** For query functions: what is already on the screen is refreshed in the background. */
export function refreshHeaders({ client, queryKey }: Asking) {
  return client.getQueryData(queryKey) === undefined ? undefined : backgroundHeaders;
}
