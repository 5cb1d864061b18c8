// Roles: what each may do, side by side, and roles of one's own making.
import type { Feature } from "../../ui/feature.ts";

export const roles: Feature = {
  name: "roles",
  guide: "roles",
  words: () => import("./en.json"),
  titles: { roles: "Roles" },
  menu: [
    {
      section: "administration",
      title: "roles",
      path: "/roles",
      icon: "shield",
      operation: "list_roles",
      shortcut: "g o",
    },
  ],
  pages: [
    { path: "/roles", page: () => import("./roles-page.tsx") },
    { path: "/roles/create", page: () => import("./create-role-page.tsx") },
    { path: "/roles/$role_id", page: () => import("./role-page.tsx") },
  ],
};
