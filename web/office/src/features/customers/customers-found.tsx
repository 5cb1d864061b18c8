// Customers that a search found; loaded with the first search.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type FoundCustomer, foundQuery } from "./api.ts";

export default function CustomersFound({
  search,
  merchant_id,
}: {
  search: string;
  merchant_id: string | undefined;
}) {
  const { t } = useTranslation("customers");
  const { data, error, isPending, refetch } = useQuery(foundQuery(search, merchant_id));
  const columns: Column<FoundCustomer>[] = [
    { id: "name", title: t("search.name"), cell: (row) => <Name row={row} />, always: true },
    { id: "merchant", title: t("fact.merchant"), cell: (row) => row.merchant_name },
    { id: "buyer_id", title: t("search.id"), cell: (row) => row.buyer_id },
    { id: "email", title: t("search.email"), cell: (row) => row.email },
    {
      id: "payments",
      title: t("search.payments"),
      align: "end",
      cell: (row) => (
        <Link
          to="/payments"
          search={{ merchant_id: row.merchant_id, search: row.buyer_id || undefined }}
        >
          {row.payments}
        </Link>
      ),
    },
    {
      id: "last",
      title: t("search.last_paid"),
      cell: (row) => <Instant at={row.last_paid_at} as="relative" />,
    },
  ];
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Card title={t("search.found")} flush>
      {data?.length === 0 ? (
        <EmptyState icon="search" title={t("search.none")}>
          {t("search.none_text")}
        </EmptyState>
      ) : (
        <DataTable
          label={t("search.found")}
          columns={columns}
          rows={data ?? []}
          rowKey={(row) => `${row.merchant_id} ${row.buyer_id} ${row.email}`}
          hidden={[]}
          loading={isPending}
        />
      )}
    </Card>
  );
}

/** Without the merchant's own id there is nothing to gather by. */
function Name({ row }: { row: FoundCustomer }) {
  if (!row.buyer_id) return nameOf(row);
  return (
    <Link to={`/customers/${row.merchant_id}`} search={{ buyer_id: row.buyer_id }}>
      {nameOf(row)}
    </Link>
  );
}

function nameOf({ first_name, last_name, email, buyer_id }: FoundCustomer) {
  return `${first_name} ${last_name}`.trim() || email || buyer_id;
}
