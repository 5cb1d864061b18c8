// Payments as they happen: a bounded stream with filters, pause and follow, at any speed.
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { useLiveState } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useShortcuts } from "../../ui/shortcuts.ts";
import { NoPermission } from "../../ui/states.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { Announcer } from "./announcer.tsx";
import { viewOf, views } from "./live-filters.ts";
import { LiveList } from "./live-list.tsx";
import style from "./live-monitor.module.css";
import { RateIndicator } from "./rate-indicator.tsx";
import { useFeed } from "./use-feed.ts";
import { useLiveFilters } from "./use-live-filters.ts";

export default function LiveMonitorPage() {
  const { t } = useTranslation("live_monitor");
  const can = useCan("follow_events");
  return (
    <Page title={t("title")} actions={<Connection />}>
      {can.allowed ? <Monitor /> : <NoPermission permission={can.permission} />}
    </Page>
  );
}

function Connection() {
  const { t } = useTranslation();
  const { state } = useLiveState();
  return (
    <span className={style.connection} data-state={state} role="status">
      <span className={style.dot} />
      {t(`live.${state}`)}
    </span>
  );
}

function Monitor() {
  const { t } = useTranslation("live_monitor");
  const [search, change] = useUrlState();
  const filters = useLiveFilters();
  const { feed, rate, earlier, pause, resume } = useFeed(search);
  const toggle = feed.paused ? resume : pause;
  useShortcuts({ p: toggle });
  return (
    <>
      <StreamPaused />
      <RateIndicator rate={rate} />
      <Card flush lead={<FilterBar filters={filters} values={search} onChange={change} />}>
        <LiveList
          rows={feed.rows}
          earlier={earlier}
          paused={feed.paused}
          controls={
            <>
              <Segments
                label={t("view.label")}
                value={viewOf(search.view)}
                onChange={(view) => change({ view: view === "all" ? undefined : view })}
                options={views.map((value) => ({ value, label: t(`view.${value}`) }))}
              />
              <Button
                icon={feed.paused ? "play" : "pause"}
                variant={feed.paused ? "primary" : "default"}
                onClick={toggle}
              >
                {feed.paused ? t("resume", { count: feed.waiting_count }) : t("pause")}
              </Button>
            </>
          }
        />
      </Card>
      <Announcer rows={feed.rows} />
    </>
  );
}

/**
 * The stream itself was paused for the whole office; without saying so the page would look dead.
 */
function StreamPaused() {
  const { t } = useTranslation("live_monitor");
  const { paused, pause } = useLiveState();
  if (!paused) return null;
  return (
    <Notice
      tone="warning"
      title={t("stream_paused")}
      action={
        <Button size="small" icon="play" onClick={() => pause(false)}>
          {t("stream_resume")}
        </Button>
      }
    >
      {t("stream_paused_text")}
    </Notice>
  );
}
