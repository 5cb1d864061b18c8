// Finding a customer among the merchants in reach. Nothing is searched until somebody asks, because
// every search is on record at the merchants it shows.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { FieldRow } from "../../ui/form.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline, Page, Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { EmptyState, ErrorState, NoPermission } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Customer, customersQuery, merchantsQuery } from "./api.ts";

const search_min = 3;

export default function CustomersPage() {
  const { t } = useTranslation("support");
  const can = useCan("find_customers");
  return (
    <Page title={t("customers.title")}>
      {can.allowed ? <Search /> : <NoPermission permission="customers:read" />}
    </Page>
  );
}

function Search() {
  const { t } = useTranslation("support");
  const [address, change] = useUrlState();
  const { search = "", merchant_id } = address;
  const [text, setText] = useState(search);
  const [error, setError] = useState<string>();
  const { data: merchants = [] } = useQuery(merchantsQuery);
  function submit() {
    const wanted = text.trim();
    const short = wanted.length < search_min;
    setError(short ? t("customers.too_short") : undefined);
    if (!short) change({ search: wanted });
  }
  return (
    <>
      <Notice>{t("customers.on_record")}</Notice>
      <Card>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack gap={12}>
            <FieldRow>
              <TextField
                name="search"
                type="search"
                label={t("customers.search")}
                hint={t("customers.hint")}
                icon="search"
                value={text}
                onChange={setText}
                error={error}
              />
              <Select
                name="merchant_id"
                label={t("column.merchant")}
                placeholder={t("customers.all_merchants")}
                clearable
                value={merchant_id ?? ""}
                onChange={(value) => change({ merchant_id: value || undefined })}
                options={merchants.map((one) => ({ value: one.merchant_id, label: one.name }))}
              />
            </FieldRow>
            <Inline>
              <Button type="submit" variant="primary" icon="search">
                {t("customers.find")}
              </Button>
            </Inline>
          </Stack>
        </form>
      </Card>
      {search.length >= search_min && <Found search={search} merchant_id={merchant_id} />}
    </>
  );
}

function Found({ search, merchant_id }: { search: string; merchant_id: string | undefined }) {
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
