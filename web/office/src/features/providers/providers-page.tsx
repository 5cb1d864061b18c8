// Every provider account with its state and how it answered in the last hour.
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { ListPage } from "../../ui/list-page.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { type Account, type Adapter, accountsQuery, adaptersQuery } from "./api.ts";
import style from "./providers.module.css";
import { AccountState, approvalText, hour_ms, latencyText, useWord, windowOf } from "./words.tsx";

export default function ProvidersPage() {
  const { t } = useTranslation("providers");
  const can = useCan("list_provider_accounts");
  if (can.allowed) return <Providers />;
  return (
    <Page title={t("title")}>
      <NoPermission permission={can.permission} />
    </Page>
  );
}

function Providers() {
  const { t } = useTranslation("providers");
  const word = useWord();
  const { data: adapters } = useQuery(adaptersQuery);
  const columns = useMemo(() => accountColumns(t, word, adapters ?? []), [t, word, adapters]);
  return (
    <ListPage
      title={t("title")}
      note={t("note")}
      actions={<CreateButton />}
      list="providers"
      label={t("title")}
      columns={columns}
      query={() => accountsQuery}
      rowKey={(row) => row.provider_account_id}
      rowPath={(row) => `/providers/${row.provider_account_id}`}
      empty={
        <EmptyState icon="link" title={t("empty.title")} action={<CreateButton />}>
          {t("empty.text")}
        </EmptyState>
      }
    />
  );
}

function CreateButton() {
  const { t } = useTranslation("providers");
  const can = useCan("create_provider_account");
  return (
    <ButtonLink to="/providers/create" variant="primary" icon="plus" disabledReason={can.reason}>
      {t("create.action")}
    </ButtonLink>
  );
}

const accountColumns = (
  t: TFunction<"providers">,
  word: ReturnType<typeof useWord>,
  adapters: readonly Adapter[],
): Column<Account>[] => [
  { id: "title", title: t("column.title"), cell: (row) => row.title, always: true },
  {
    id: "state",
    title: t("column.state"),
    narrow: "trail",
    cell: (row) => <AccountState account={row} />,
  },
  {
    id: "provider",
    title: t("column.provider"),
    cell: (row) => {
      const adapter = adapters.find((one) => one.adapter === row.adapter);
      return (
        <span>
          {adapter?.title ?? row.adapter}
          {adapter?.unproven && <span className={style.reason}>{t("column.unproven")}</span>}
        </span>
      );
    },
  },
  {
    id: "for",
    title: t("column.for"),
    cell: (row) => t(row.company_id === null ? "shared" : "own"),
  },
  {
    id: "methods",
    title: t("column.methods"),
    cell: (row) => row.methods.map((method) => word("method", method)).join(", "),
  },
  {
    id: "attempts",
    title: t("column.attempts"),
    align: "end",
    cell: (row) => windowOf(row, hour_ms)?.attempts ?? 0,
  },
  {
    id: "approval",
    title: t("column.approval"),
    align: "end",
    cell: (row) => approvalText(windowOf(row, hour_ms)),
  },
  {
    id: "unknown",
    title: t("column.unknown"),
    align: "end",
    cell: (row) => windowOf(row, hour_ms)?.unknown ?? 0,
  },
  {
    id: "p95",
    initiallyHidden: true,
    title: t("column.p95"),
    align: "end",
    narrow: "hidden",
    cell: (row) => latencyText(windowOf(row, hour_ms)?.latency_p95_us),
  },
];
