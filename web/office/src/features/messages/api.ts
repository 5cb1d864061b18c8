// Requests about messages to people.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type Message = Schemas["Message"];
export type Channel = Message["channel"];

export const messagesKey = ["messages"] as const;

export const channelsQuery = queryOptions({
  queryKey: [...messagesKey, "channels"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/messages/channels", { signal })),
});

export const listQuery = (filters: FilterValues, { before }: PageKey) =>
  queryOptions({
    queryKey: [...messagesKey, "list", filters.channel, filters.state, before],
    queryFn: ({ signal }) => {
      const query = {
        before,
        channel: (filters.channel || undefined) as Channel | undefined,
        state: (filters.state || undefined) as Message["state"] | undefined,
      };
      return unwrap(api.GET("/api/messages", { params: { query }, signal }));
    },
    // What waits is sent within seconds; the list follows while something is on its way.
    refetchInterval: ({ state }) =>
      state.data?.rows.some((one) => one.state === "waiting" || one.state === "sending")
        ? 1_000
        : false,
  });

export const send_test_message = (body: { channel: Channel; to?: string }) =>
  unwrap(api.POST("/api/messages/test", { body }));
