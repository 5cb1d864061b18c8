// The opening page: figures, series and what needs attention.
import type { Feature } from "../../ui/feature.ts";

export const dashboard: Feature = {
  name: "dashboard",
  guide: "dashboard",
  words: () => import("./en.json"),
  titles: { dashboard: "Dashboard" },
  menu: [
    {
      section: "overview",
      title: "dashboard",
      path: "/",
      icon: "gauge",
      operation: "read_dashboard",
      shortcut: "g d",
    },
  ],
  pages: [{ path: "/", page: () => import("./dashboard-page.tsx") }],
};
