// An agent's own views: what waits for an answer, what may be started, and how the others ended.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { changeEyes, start_view } from "../../api/views.ts";
import { useCan } from "../../ui/can.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { Page } from "../../ui/page.tsx";
import { EmptyState, NoPermission } from "../../ui/states.tsx";
import { refreshViews, type View, viewsQuery, withdraw_view } from "./api.ts";
import { type ViewAct, ViewList } from "./view-list.tsx";

export default function ViewsPage() {
  const { t } = useTranslation("support");
  const can = useCan("list_own_views");
  return (
    <Page title={t("views.title")} note={t("views.note")}>
      {can.allowed ? <Mine /> : <NoPermission permission="views:start" />}
    </Page>
  );
}

function Mine() {
  const { t } = useTranslation("support");
  const queries = useQueryClient();
  const navigate = useNavigate();
  useLiveRefresh(
    (event) => event.subject_kind === "view",
    () => void refreshViews(queries),
  );
  async function start({ view_id }: View) {
    changeEyes(queries, await start_view(view_id));
    await navigate({ to: "/" });
  }
  async function withdraw({ view_id }: View) {
    await withdraw_view(view_id);
    await refreshViews(queries);
  }
  const actsOf = (view: View): ViewAct[] => {
    const acts: ViewAct[] = [];
    if (view.state === "accepted") acts.push({ name: "start", run: () => start(view), main: true });
    if (view.state === "accepted" || view.state === "asked")
      acts.push({ name: "withdraw", run: () => withdraw(view) });
    return acts;
  };
  return (
    <ViewList
      query={viewsQuery("mine")}
      actsOf={actsOf}
      empty={
        <EmptyState icon="eye" title={t("views.empty")}>
          {t("views.empty_text")}
        </EmptyState>
      }
    />
  );
}
