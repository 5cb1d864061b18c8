// Requests about payments: pages of the list, one payment with all that explains it, refunds.
import { queryOptions } from "@tanstack/react-query";
import { api, backgroundHeaders, type Schemas, unwrap } from "../../api/client.ts";
import { refreshHeaders } from "../../api/refresh.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";
import { paymentsQueryOf, type Reading } from "./payment-filters.ts";

export type PaymentRow = Schemas["PaymentRow"];
export type PaymentPage = Schemas["PaymentPage"];
export type Payment = Schemas["Payment"];
export type PaymentDetail = Schemas["PaymentDetail"];
export type Operation = Schemas["Operation"];
export type Attempt = Schemas["Attempt"];
export type HistoryStep = Schemas["HistoryStep"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type FeeLine = Schemas["FeeLine"];
export type CreateRefund = Schemas["CreateRefund"];

export const listKey = ["payments", "list"] as const;
export const detailKey = (payment_id: string) => ["payments", "one", payment_id] as const;

/** Keyed by what stands in the address; "today" becomes instants only when it is asked. */
export function listQuery(filters: FilterValues, page: PageKey, reading: Reading) {
  return queryOptions({
    queryKey: [...listKey, filters, page, reading.zone],
    queryFn: ({ signal }) => {
      const query = { ...paymentsQueryOf(filters, reading), ...page };
      return unwrap(api.GET("/api/payments", { params: { query }, signal }));
    },
  });
}

export const newer_at_most = 200;

/** How many payments that match have come above the newest one shown. */
export function newerQuery(filters: FilterValues, after: string | undefined, reading: Reading) {
  return queryOptions({
    queryKey: ["payments", "newer", filters, after, reading.zone],
    queryFn: async ({ signal }) => {
      const query = { ...paymentsQueryOf(filters, reading), after, limit: newer_at_most };
      const answer = await unwrap(
        api.GET("/api/payments", { params: { query }, headers: backgroundHeaders, signal }),
      );
      return answer.rows.length;
    },
    enabled: false,
  });
}

const export_page_size = 200;

/** Pages of everything that matches, for a file; the period is read once, at the start. */
export function exportPage(filters: FilterValues, reading: Reading) {
  const matching = paymentsQueryOf(filters, reading);
  return (before: string | undefined) => {
    const query = { ...matching, before, limit: export_page_size };
    return unwrap(api.GET("/api/payments", { params: { query } }));
  };
}

/** What else this buyer paid or tried to pay at this merchant, newest first. */
export const buyerQuery = ({ merchant_id, buyer_id }: Pick<Payment, "merchant_id" | "buyer_id">) =>
  queryOptions({
    queryKey: ["payments", "buyer", merchant_id, buyer_id],
    queryFn: async ({ signal }) => {
      const query = { merchant_id, search: buyer_id };
      const { rows } = await unwrap(api.GET("/api/payments", { params: { query }, signal }));
      // The search takes beginnings and order ids too; a neighbour called b-12 is not b-1.
      return rows.filter((row) => row.buyer_id === buyer_id);
    },
  });

export const detailQuery = (payment_id: string) =>
  queryOptions({
    queryKey: detailKey(payment_id),
    queryFn: (context) =>
      unwrap(
        api.GET("/api/payments/{payment_id}", {
          params: { path: { payment_id } },
          headers: refreshHeaders(context),
          signal: context.signal,
        }),
      ),
  });

export type StepKind = "capture" | "void" | "increment";
export interface StepBody {
  amount_minor?: number;
  is_final?: boolean;
  reason?: string;
  merchant_reference?: string;
}

/** Second steps of a hold; each has its own path and takes what it knows of the body. */
export function create_step(kind: StepKind, payment_id: string, key: string, body: StepBody) {
  const params = { path: { payment_id }, header: { "Idempotency-Key": key } };
  const { is_final, amount_minor, ...words } = body;
  if (kind === "capture")
    return unwrap(api.POST("/api/payments/{payment_id}/captures", { params, body }));
  if (kind === "void")
    return unwrap(
      api.POST("/api/payments/{payment_id}/voids", { params, body: { amount_minor, ...words } }),
    );
  return unwrap(
    api.POST("/api/payments/{payment_id}/increments", {
      params,
      body: { amount_minor: amount_minor ?? 0, ...words },
    }),
  );
}

/** Ends what nobody has carried out; once more changes nothing. */
export const cancel_payment = (payment_id: string, reason: string) =>
  unwrap(
    api.POST("/api/payments/{payment_id}/cancel", {
      params: { path: { payment_id } },
      body: { reason },
    }),
  );

export type CreatePayment = Schemas["CreatePayment"];
export type CreatePayout = Schemas["CreatePayout"];

export const create_payment = (merchant_id: string, key: string, body: CreatePayment) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/payments", {
      params: { path: { merchant_id }, header: { "Idempotency-Key": key } },
      body,
    }),
  );

export const create_payout = (merchant_id: string, key: string, body: CreatePayout) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/payouts", {
      params: { path: { merchant_id }, header: { "Idempotency-Key": key } },
      body,
    }),
  );

/** Shared with the desk's own pages, so that one refresh reaches all. */
export const casesQuery = (payment_id: string) =>
  queryOptions({
    queryKey: ["exceptions", "of", payment_id],
    queryFn: async ({ signal }) => {
      const query = { payment_id, limit: 20 };
      const asked = { params: { query }, headers: backgroundHeaders, signal };
      return (await unwrap(api.GET("/api/exceptions", asked))).rows;
    },
  });

export const decisionsQuery = (payment_id: string) =>
  queryOptions({
    queryKey: [...detailKey(payment_id), "decisions"],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/payments/{payment_id}/decisions", {
            params: { path: { payment_id } },
            signal,
          }),
        )
      ).rows,
  });

/** Payouts that wait for other people. */
export const waitingPayoutsQuery = queryOptions({
  queryKey: ["approvals", "payouts"],
  queryFn: async ({ signal }) => {
    const query = { kind: "payout", state: "open" } as const;
    const asked = { params: { query }, headers: backgroundHeaders, signal };
    return (await unwrap(api.GET("/api/approvals", asked))).rows;
  },
});

export type Recipient = Schemas["Recipient"];

/** Approved recipients of a merchant: those that may be paid, now or after their day. */
export const payableQuery = (merchant_id: string) =>
  queryOptions({
    queryKey: ["recipients", "payable", merchant_id],
    queryFn: async ({ signal }) => {
      const query = { merchant_id, state: "approved", limit: 200 } as const;
      return (await unwrap(api.GET("/api/recipients", { params: { query }, signal }))).rows;
    },
  });

export const create_refund = (payment_id: string, key: string, body: CreateRefund) =>
  unwrap(
    api.POST("/api/payments/{payment_id}/refunds", {
      params: { path: { payment_id }, header: { "Idempotency-Key": key } },
      body,
    }),
  );

export type Escalation = Schemas["Escalation"];

/** Shared with the queue's own pages, so that one refresh reaches all. */
export const escalationsKey = ["escalations"] as const;

export const escalationsQuery = (payment_id: string) =>
  queryOptions({
    queryKey: [...escalationsKey, "of", payment_id],
    queryFn: async (context) => {
      const query = { subject_id: payment_id, limit: 10 };
      const headers = refreshHeaders(context);
      const answer = await unwrap(
        api.GET("/api/escalations", { params: { query }, headers, signal: context.signal }),
      );
      return answer.rows;
    },
  });

/** Refunds of this payment that wait for other people. */
export const waitingQuery = (payment_id: string) =>
  queryOptions({
    queryKey: [...detailKey(payment_id), "waiting"],
    queryFn: async ({ signal }) => {
      const query = { subject_id: payment_id, state: "open" } as const;
      const answer = await unwrap(
        api.GET("/api/approvals", { params: { query }, headers: backgroundHeaders, signal }),
      );
      return answer.rows;
    },
  });
