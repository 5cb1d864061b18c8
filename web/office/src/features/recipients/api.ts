// Requests about recipients: the list, one of them with its payouts, and every step of its way.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, backgroundHeaders, type Schemas, unwrap } from "../../api/client.ts";
import type { LiveEvent } from "../../api/live.ts";
import { refreshHeaders } from "../../api/refresh.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";

export type Recipient = Schemas["Recipient"];
export type State = Schemas["RecipientState"];
export type Kind = Schemas["RecipientKind"];
export type CreateRecipient = Schemas["CreateRecipient"];
export type ChangeRecipient = Schemas["ChangeRecipient"];
export type Payout = Schemas["PaymentRow"];

export const recipientsKey = ["recipients"] as const;

export const isAboutRecipients = (event: LiveEvent) =>
  event.subject_kind === "recipient" || event.type.startsWith("approval.");

export const refreshRecipients = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: recipientsKey });

export const listQuery = (filters: FilterValues, { before }: PageKey) =>
  queryOptions({
    queryKey: [
      ...recipientsKey,
      "list",
      filters.search,
      filters.state,
      filters.merchant_id,
      filters.usable,
      before,
    ] as const,
    queryFn: async (context) => {
      const query = {
        before,
        search: filters.search || undefined,
        state: (filters.state || undefined) as State | undefined,
        merchant_id: filters.merchant_id || undefined,
        usable: filters.usable === "true" ? true : undefined,
      };
      const headers = refreshHeaders(context);
      return unwrap(
        api.GET("/api/recipients", { params: { query }, headers, signal: context.signal }),
      );
    },
  });

const one = (recipient_id: string) => ({ path: { recipient_id } });

export const recipientQuery = (recipient_id: string) =>
  queryOptions({
    queryKey: [...recipientsKey, "one", recipient_id] as const,
    queryFn: (context) =>
      unwrap(
        api.GET("/api/recipients/{recipient_id}", {
          params: one(recipient_id),
          headers: refreshHeaders(context),
          signal: context.signal,
        }),
      ),
  });

export const payoutsQuery =
  (recipient_id: string) =>
  (_: FilterValues, { before, after }: PageKey) =>
    queryOptions({
      queryKey: [...recipientsKey, "payouts", recipient_id, before, after] as const,
      queryFn: (context) => {
        const query = { recipient_id, kind: "payout" as const, before, after, limit: 20 };
        const headers = refreshHeaders(context);
        return unwrap(
          api.GET("/api/payments", { params: { query }, headers, signal: context.signal }),
        );
      },
      // Whoever comes back from paying finds the payout, which no event told this page of.
      staleTime: 0,
    });

/** Requests about it that others have not decided yet. */
export const waitingQuery = (recipient_id: string) =>
  queryOptions({
    queryKey: [...recipientsKey, "waiting", recipient_id] as const,
    queryFn: async ({ signal }) => {
      const query = { subject_id: recipient_id, state: "open" } as const;
      const asked = { params: { query }, headers: backgroundHeaders, signal };
      return (await unwrap(api.GET("/api/approvals", asked))).rows;
    },
  });

export const create_recipient = (merchant_id: string, key: string, body: CreateRecipient) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/recipients", {
      params: { path: { merchant_id }, header: { "Idempotency-Key": key } },
      body,
    }),
  );

export const change_recipient = (recipient_id: string, body: ChangeRecipient) =>
  unwrap(api.PATCH("/api/recipients/{recipient_id}", { params: one(recipient_id), body }));

type Step = (recipient: Pick<Recipient, "recipient_id" | "version">) => Promise<unknown>;

export const submit_recipient: Step = ({ recipient_id, version }) =>
  unwrap(
    api.POST("/api/recipients/{recipient_id}/submit", {
      params: one(recipient_id),
      body: { version },
    }),
  );

export const shorten_recipient_wait: Step = ({ recipient_id, version }) =>
  unwrap(
    api.POST("/api/recipients/{recipient_id}/shorten_wait", {
      params: one(recipient_id),
      body: { version },
    }),
  );

export const archive_recipient: Step = ({ recipient_id, version }) =>
  unwrap(
    api.POST("/api/recipients/{recipient_id}/archive", {
      params: one(recipient_id),
      body: { version },
    }),
  );
