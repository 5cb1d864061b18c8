// Customers that a search found; loaded with the first search.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Customer, customersQuery } from "./api.ts";

export default function CustomersFound({
  search,
  merchant_id,
}: {
  search: string;
  merchant_id: string | undefined;
}) {
  const { t } = useTranslation("support");
  const { data, error, isPending, refetch } = useQuery(customersQuery(search, merchant_id));
  const columns: Column<Customer>[] = [
    { id: "name", title: t("customers.name"), cell: (row) => nameOf(row), always: true },
    { id: "merchant", title: t("column.merchant"), cell: (row) => row.merchant_name },
    { id: "buyer_id", title: t("customers.id"), cell: (row) => row.buyer_id },
    { id: "email", title: t("customers.email"), cell: (row) => row.email },
    {
      id: "payments",
      title: t("customers.payments"),
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
      title: t("customers.last_paid"),
      cell: (row) => <Instant at={row.last_paid_at} as="relative" />,
    },
  ];
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Card title={t("customers.found")} flush>
      {data?.length === 0 ? (
        <EmptyState icon="search" title={t("customers.none")}>
          {t("customers.none_text")}
        </EmptyState>
      ) : (
        <DataTable
          label={t("customers.found")}
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

function nameOf({ first_name, last_name, email, buyer_id }: Customer) {
  return `${first_name} ${last_name}`.trim() || email || buyer_id;
}
