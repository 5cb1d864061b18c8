// What a company lets support do: its choice, what waits for an answer, and every look there was.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Page, Stack } from "../../ui/page.tsx";
import { companiesQuery } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { answer_view, refreshViews, stop_view, type View, viewsQuery } from "./api.ts";
import { ConsentCard } from "./consent-card.tsx";
import { type ViewAct, ViewList } from "./view-list.tsx";

export default function AccessPage() {
  const { t } = useTranslation("support");
  const can = useCan("list_views");
  return (
    <Page title={t("access.title")} note={t("access.note")}>
      {can.allowed ? <Access /> : <NoPermission permission="views:answer" />}
    </Page>
  );
}

function Access() {
  const { t } = useTranslation("support");
  const queries = useQueryClient();
  useLiveRefresh(
    (event) => event.subject_kind === "view",
    () => void refreshViews(queries),
  );
  async function run(act: () => Promise<unknown>) {
    try {
      await act();
    } finally {
      await refreshViews(queries);
    }
  }
  const actsOf = ({ view_id, state }: View): ViewAct[] => {
    if (state === "asked")
      return [
        { name: "accept", run: () => run(() => answer_view(view_id, "accept")), main: true },
        { name: "refuse", run: () => run(() => answer_view(view_id, "refuse")) },
      ];
    if (state === "running" || state === "accepted")
      return [{ name: "stop", run: () => run(() => stop_view(view_id)), danger: true }];
    return [];
  };
  return (
    <Stack>
      <Consent />
      <ViewList
        query={viewsQuery("all")}
        actsOf={actsOf}
        empty={
          <EmptyState icon="shield" title={t("access.empty")}>
            {t("access.empty_text")}
          </EmptyState>
        }
      />
    </Stack>
  );
}

/** The choice of the one company somebody answers for; of several, the one chosen here. */
function Consent() {
  const { t } = useTranslation("support");
  const [search, change] = useUrlState();
  const { data: companies = [] } = useQuery(companiesQuery);
  const company_id = search.company_id ?? companies[0]?.company_id;
  const may = useCan("read_view_consent", { company_id });
  if (!company_id || !may.allowed) return null;
  return (
    <>
      {companies.length > 1 && (
        <Select
          name="company_id"
          label={t("access.company")}
          value={company_id}
          onChange={(value) => change({ company_id: value })}
          options={companies.map((one) => ({ value: one.company_id, label: one.name }))}
        />
      )}
      <ConsentCard key={company_id} company_id={company_id} />
    </>
  );
}
