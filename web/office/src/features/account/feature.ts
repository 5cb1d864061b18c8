// My profile and my team: one's own account with its security, and the people one looks after.
import type { Feature } from "../../ui/feature.ts";

export const account: Feature = {
  name: "account",
  guide: "people",
  words: () => import("./en.json"),
  titles: { account: "My profile", team: "My team" },
  menu: [
    { section: "account", title: "account", path: "/account", icon: "user", shortcut: "g a" },
    {
      section: "account",
      title: "team",
      path: "/team",
      icon: "team",
      operation: "list_users",
      shortcut: "g y",
    },
  ],
  pages: [
    { path: "/account", page: () => import("./account-page.tsx") },
    { path: "/account/sessions", page: () => import("./sessions-page.tsx") },
    { path: "/account/sign-ins", page: () => import("./sign-ins-page.tsx") },
    { path: "/team", page: () => import("./team-page.tsx") },
  ],
};
