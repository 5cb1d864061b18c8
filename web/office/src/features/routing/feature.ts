// Which provider account takes a payment: profiles of rules in versions, and trying a payment.
import type { Feature } from "../../ui/feature.ts";

export const routing: Feature = {
  name: "routing",
  guide: "routing",
  words: () => import("./en.json"),
  titles: { routing: "Routing" },
  menu: [
    {
      section: "merchants",
      title: "routing",
      path: "/routing",
      icon: "route",
      operation: "list_routing_profiles",
      shortcut: "g r",
    },
  ],
  pages: [
    { path: "/routing", page: () => import("./profiles-page.tsx") },
    { path: "/routing/limits", page: () => import("./limits-page.tsx") },
    { path: "/routing/$routing_profile_id", page: () => import("./profile-page.tsx") },
  ],
};
