// Requests about the trail. Each reading of entries is itself recorded by the server, so nothing
// here polls and pages are not asked for again when a window gets its focus back.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import type { PageKey } from "../../ui/list-page.tsx";
import { auditQueryOf, type Reading } from "./audit-filters.ts";
import { checkProof } from "./check-proof.ts";

export type AuditRow = Schemas["AuditRow"];
export type AuditEntry = Schemas["AuditEntry"];
export type AuditTrail = Schemas["AuditTrail"];
export type InclusionProof = Schemas["InclusionProof"];

const asked_once = { staleTime: 60_000, refetchOnWindowFocus: false } as const;

export function listQuery(filters: FilterValues, page: PageKey, reading: Reading) {
  return queryOptions({
    queryKey: ["audit", "list", filters, page, reading.zone],
    queryFn: ({ signal }) => {
      const query = { ...auditQueryOf(filters, reading), ...page };
      return unwrap(api.GET("/api/audit_entries", { params: { query }, signal }));
    },
    refetchOnWindowFocus: false,
  });
}

export const entryQuery = (audit_id: string) =>
  queryOptions({
    queryKey: ["audit", "one", audit_id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/audit_entries/{audit_id}", { params: { path: { audit_id } }, signal })),
    ...asked_once,
  });

/** The proof and what the browser makes of it; asked for by a press only, and never kept. */
export const proofQuery = (audit_id: string) =>
  queryOptions({
    queryKey: ["audit", "proof", audit_id],
    queryFn: async ({ signal }) => {
      const path = { audit_id };
      const proof = await unwrap(
        api.GET("/api/audit_entries/{audit_id}/proof", { params: { path }, signal }),
      );
      return { proof, checked: await checkProof(proof) };
    },
    enabled: false,
    retry: false,
    gcTime: 0,
  });

export const trailQuery = queryOptions({
  queryKey: ["audit", "trail"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/audit_trail", { signal })),
});

/** The filtered entries as CSV text. */
export const export_audit_entries = (filters: FilterValues, reading: Reading) =>
  unwrap(
    api.GET("/api/audit_export", {
      params: { query: auditQueryOf(filters, reading) },
      parseAs: "text",
    }),
  );
