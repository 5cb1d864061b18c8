// The desk: how much waits and for how long, the queue of operations, and the cases beside it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { LiveIndicator } from "../../ui/live.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Page } from "../../ui/page.tsx";
import { NoPermission } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { isAboutDesk, refreshDesk, sumsQuery } from "./api.ts";
import { CasesTab } from "./cases-tab.tsx";
import { Sums } from "./sums.tsx";
import { UnansweredTab } from "./unanswered-tab.tsx";

export default function NeedsAnswerPage() {
  const { t } = useTranslation("exceptions");
  const can = useCan("list_unanswered_operations");
  return (
    <Page
      title={t("title")}
      note={can.allowed ? t("note") : undefined}
      actions={can.allowed && <LiveIndicator />}
    >
      {can.allowed ? <Desk /> : <NoPermission permission="exceptions:read" />}
    </Page>
  );
}

const of_either_tab = ["before", "after", "age", "kind", "state", "open"] as const;

function Desk() {
  const { t } = useTranslation("exceptions");
  const [search, change] = useUrlState();
  const queries = useQueryClient();
  const { data: sums } = useQuery(sumsQuery);
  useLiveRefresh(isAboutDesk, () => void refreshDesk(queries), 2000);
  const cleared = Object.fromEntries(of_either_tab.map((name) => [name, undefined]));
  return (
    <>
      <Sums sums={sums} />
      <Tabs
        label={t("title")}
        value={search.tab ?? "unanswered"}
        onChange={(tab) => change({ ...cleared, tab: tab === "unanswered" ? undefined : tab })}
        tabs={[
          {
            value: "unanswered",
            label: t("tab.unanswered"),
            count: sums?.operations,
            content: <UnansweredTab />,
          },
          {
            value: "cases",
            label: t("tab.cases"),
            count: sums?.exceptions,
            content: <CasesTab />,
          },
        ]}
      />
    </>
  );
}
