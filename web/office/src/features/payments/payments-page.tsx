// The list of payments with its filters. Rows follow live events in place; new ones wait above.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { useClock } from "../../ui/clock.tsx";
import { ListPage } from "../../ui/list-page.tsx";
import { LiveIndicator } from "../../ui/live.tsx";
import { Page } from "../../ui/page.tsx";
import { useZone } from "../../ui/preferences.tsx";
import { useCurrencyOptions, useMerchantOptions, useReference } from "../../ui/reference.ts";
import { useShortcuts } from "../../ui/shortcuts.ts";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { useStatusWord } from "../../ui/status.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { listQuery } from "./api.ts";
import { ExportButton } from "./export-button.tsx";
import { NewerPayments, useFollowedRows } from "./newer-payments.tsx";
import { usePaymentColumns } from "./payment-columns.tsx";
import { paymentFilters } from "./payment-filters.ts";
import { stepToRow } from "./step-to-row.ts";

export default function PaymentsPage() {
  const { t } = useTranslation("payments");
  const can = useCan("list_payments");
  if (can.allowed) return <Payments />;
  return (
    <Page title={t("title")}>
      <NoPermission permission={can.permission} />
    </Page>
  );
}

function Payments() {
  const { t } = useTranslation("payments");
  const [search] = useUrlState();
  const reading = { now: useClock(), zone: useZone() };
  const columns = usePaymentColumns();
  const filters = usePaymentFilters();
  const fresh = useFollowedRows();
  useShortcuts({ j: () => stepToRow(1), k: () => stepToRow(-1) });
  return (
    <ListPage
      title={t("title")}
      actions={
        <>
          <NewerPayments filters={search} reading={reading} />
          <LiveIndicator />
          <CreateLink />
        </>
      }
      list="payments"
      label={t("title")}
      columns={columns}
      filters={filters}
      query={(values, page) => listQuery(values, page, reading)}
      rowKey={(row) => row.payment_id}
      rowPath={(row) => `/payments/${row.payment_id}`}
      fresh={fresh}
      tools={<ExportButton filters={search} reading={reading} />}
      empty={<NoPayments />}
    />
  );
}

function CreateLink() {
  const { t } = useTranslation("payments");
  const can = useCan("create_payment");
  return (
    <ButtonLink to="/payments/create" icon="plus" disabledReason={can.reason}>
      {t("create.action")}
    </ButtonLink>
  );
}

export function usePaymentFilters() {
  const { t } = useTranslation("payments");
  const { t: shared } = useTranslation();
  const word = useStatusWord();
  const reference = useReference();
  const merchants = useMerchantOptions();
  const currencies = useCurrencyOptions();
  return paymentFilters({
    t: (key) => t(key as "title"),
    status: (lifecycle) => word("payment", lifecycle),
    refund_state: (state) => word("refund_state", state),
    method: (method) => shared(`method.${method}`, { defaultValue: sentence(method) }),
    lifecycles: reference?.lifecycles ?? [],
    methods: reference?.methods ?? [],
    merchants,
    currencies,
  });
}

function NoPayments() {
  const { t } = useTranslation("payments");
  return (
    <EmptyState
      title={t("empty.title")}
      action={
        <ButtonLink to="/merchants" icon="merchant">
          {t("empty.action")}
        </ButtonLink>
      }
    >
      {t("empty.text")}
    </EmptyState>
  );
}
