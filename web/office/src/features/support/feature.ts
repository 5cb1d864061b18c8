// Support at work: the queue of escalations, and looking as somebody else.
import type { Feature } from "../../ui/feature.ts";

export const support: Feature = {
  name: "support",
  guide: "support",
  words: () => import("./en.json"),
  titles: {
    escalations: "Escalations",
    views: "Views",
    access: "Support access",
  },
  menu: [
    {
      section: "support",
      title: "escalations",
      path: "/escalations",
      icon: "flag",
      operation: "list_escalations",
      shortcut: "g e",
    },
    {
      section: "support",
      title: "views",
      path: "/views",
      icon: "eye",
      operation: "list_own_views",
    },
    {
      section: "administration",
      title: "access",
      path: "/support-access",
      icon: "lifebuoy",
      operation: "list_views",
    },
  ],
  pages: [
    { path: "/escalations", page: () => import("./escalations-page.tsx") },
    { path: "/escalations/$escalation_id", page: () => import("./escalation-page.tsx") },
    { path: "/views", page: () => import("./views-page.tsx") },
    { path: "/support-access", page: () => import("./access-page.tsx") },
  ],
};
