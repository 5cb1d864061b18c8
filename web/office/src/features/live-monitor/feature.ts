// Payments as they happen.
import type { Feature } from "../../ui/feature.ts";

export const liveMonitor: Feature = {
  name: "live_monitor",
  guide: "live-monitor",
  words: () => import("./en.json"),
  titles: { live_monitor: "Live monitor" },
  menu: [
    {
      section: "overview",
      title: "live_monitor",
      path: "/live",
      icon: "live",
      operation: "follow_events",
      shortcut: "g l",
    },
  ],
  pages: [{ path: "/live", page: () => import("./live-monitor-page.tsx") }],
};
