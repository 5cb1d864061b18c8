// The inbox: what waits for one's decision, what one asked for oneself, and everything one may see.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import type { Filter } from "../../ui/filter-bar/filter.ts";
import { Instant } from "../../ui/instant.tsx";
import { List } from "../../ui/list-page.tsx";
import { LiveIndicator } from "../../ui/live.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Page } from "../../ui/page.tsx";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { Status, useStatusWord } from "../../ui/status.tsx";
import { statusTones } from "../../ui/status-tones.ts";
import { Tabs } from "../../ui/tabs.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import {
  type ApprovalRow,
  countQuery,
  isAboutApprovals,
  listQuery,
  refreshApprovals,
  type Tab,
  tabOf,
  tabs,
} from "./api.ts";
import style from "./approvals.module.css";
import { usePlaceName } from "./place-text.tsx";
import { TimeLeft } from "./time-left.tsx";
import { useActWords } from "./words.ts";

export default function ApprovalsPage() {
  const { t } = useTranslation("approvals");
  const can = useCan("list_approvals");
  const policies = useCan("list_approval_policies");
  return (
    <Page
      title={t("title")}
      note={can.allowed ? t("note") : undefined}
      actions={
        can.allowed && (
          <>
            <LiveIndicator />
            {policies.allowed && (
              <ButtonLink to="/approval-policies" icon="shield">
                {t("policies.title")}
              </ButtonLink>
            )}
          </>
        )
      }
    >
      {can.allowed ? <Inbox /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

function Inbox() {
  const { t } = useTranslation("approvals");
  const [search, change] = useUrlState();
  const queries = useQueryClient();
  const { data: counts } = useQuery(countQuery);
  useLiveRefresh(isAboutApprovals, () => void refreshApprovals(queries), 800);
  const count: Partial<Record<Tab, number>> = {
    to_decide: counts?.to_decide || undefined,
    mine: counts?.mine_open || undefined,
  };
  return (
    <Tabs
      label={t("tabs.label")}
      value={tabOf(search.tab)}
      onChange={(tab) =>
        change({ tab: tab === "to_decide" ? undefined : tab, before: undefined, state: undefined })
      }
      tabs={tabs.map((tab) => ({
        value: tab,
        label: t(`tabs.${tab}`),
        count: count[tab],
        content: <Requests tab={tab} />,
      }))}
    />
  );
}

function Requests({ tab }: { tab: Tab }) {
  const { t } = useTranslation("approvals");
  return (
    <List
      list={`approvals-${tab}`}
      label={t(`tabs.${tab}`)}
      columns={useColumns(tab)}
      filters={useFilters(tab)}
      query={listQuery(tab)}
      rowKey={(row) => row.approval_id}
      rowPath={(row) => `/approvals/${row.approval_id}`}
      empty={
        <EmptyState icon="check-circle" title={t(`empty.${tab}`)}>
          {t(`empty.${tab}_text`)}
        </EmptyState>
      }
    />
  );
}

const kinds = ["refund", "role_grant", "role_change", "factor_reset", "api_key", "policy_change"];

function useFilters(tab: Tab): Filter[] {
  const { t } = useTranslation("approvals");
  const words = useActWords();
  const word = useStatusWord();
  const kind: Filter = {
    kind: "choice",
    name: "kind",
    label: t("column.kind"),
    options: kinds.map((value) => ({ value, label: words.kind(value) })),
  };
  const state: Filter = {
    kind: "choice",
    name: "state",
    label: t("column.state"),
    options: Object.keys(statusTones.approval).map((value) => ({
      value,
      label: word("approval", value),
    })),
  };
  return tab === "to_decide" ? [kind] : [kind, state];
}

function useColumns(tab: Tab): Column<ApprovalRow>[] {
  const { t } = useTranslation("approvals");
  const words = useActWords();
  const placeName = usePlaceName();
  return useMemo(
    () => [
      {
        id: "act",
        title: t("column.act"),
        narrow: "lead",
        always: true,
        cell: (row) => (
          <span className={style.act}>
            <b>{words.title(row)}</b>
            {row.reason && <span className={style.quote}>“{row.reason}”</span>}
          </span>
        ),
      },
      {
        id: "state",
        title: t("column.state"),
        narrow: "trail",
        width: 170,
        cell: (row) => <Status kind="approval" value={row.state} />,
      },
      {
        id: "requested_by",
        title: t("column.requested_by"),
        narrow: "line",
        cell: (row) => (row.is_mine ? t("me") : row.requested_by),
      },
      { id: "place", title: t("column.place"), narrow: "line", cell: (row) => placeName(row) },
      {
        id: "consents",
        title: t("column.consents"),
        narrow: "hidden",
        align: "end",
        width: 110,
        initiallyHidden: tab !== "all",
        cell: (row) => t("consents", { given: row.given, needed: row.needed }),
      },
      {
        id: "when",
        title: t(tab === "to_decide" ? "column.left" : "column.created_at"),
        narrow: "line",
        width: 150,
        cell: (row) =>
          row.state === "open" && tab === "to_decide" ? (
            <TimeLeft until={row.expires_at} />
          ) : (
            <Instant at={row.created_at} />
          ),
      },
    ],
    [t, words, placeName, tab],
  );
}
