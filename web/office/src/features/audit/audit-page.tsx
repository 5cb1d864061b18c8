// The trail: how far it is sealed, and its entries with their filters.

import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { useClock } from "../../ui/clock.tsx";
import { List } from "../../ui/list-page.tsx";
import { Page } from "../../ui/page.tsx";
import { useZone } from "../../ui/preferences.tsx";
import { useMerchantOptions } from "../../ui/reference.ts";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { useStatusWord } from "../../ui/status.tsx";
import { listQuery, trailQuery } from "./api.ts";
import { useAuditColumns } from "./audit-columns.tsx";
import { auditFilters } from "./audit-filters.ts";
import { ExportButton } from "./export-button.tsx";
import { TrailCard } from "./trail-card.tsx";
import { useTrailWords } from "./words.ts";

export default function AuditPage() {
  const { t } = useTranslation("audit");
  const can = useCan("list_audit_entries");
  return (
    <Page
      title={t("title")}
      note={can.allowed ? t("note") : undefined}
      actions={can.allowed && <ExportButton />}
    >
      {can.allowed ? <Trail /> : <NoPermission />}
    </Page>
  );
}

function Trail() {
  const { t } = useTranslation("audit");
  const reading = { now: useClock(), zone: useZone() };
  const columns = useAuditColumns();
  const filters = useAuditFilters();
  return (
    <>
      <TrailCard />
      <List
        list="audit"
        label={t("title")}
        columns={columns}
        filters={filters}
        query={(values, page) => listQuery(values, page, reading)}
        rowKey={(row) => row.audit_id}
        rowPath={(row) => `/audit/${row.audit_id}`}
        empty={
          <EmptyState icon="audit" title={t("empty.title")}>
            {t("empty.text")}
          </EmptyState>
        }
      />
    </>
  );
}

function useAuditFilters() {
  const { t } = useTranslation("audit");
  const words = useTrailWords();
  const status = useStatusWord();
  const trail = useQuery(trailQuery).data;
  const merchants = useMerchantOptions();
  return auditFilters({
    t: (key) => t(key as "title"),
    action: words.action,
    subject: words.subject,
    outcome: (word) => status("outcome", word),
    actions: trail?.actions ?? [],
    merchants,
  });
}
