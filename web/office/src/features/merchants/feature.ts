// Companies and merchants, their settings, keys and balances.
import type { Feature } from "../../ui/feature.ts";

export const merchants: Feature = {
  name: "merchants",
  guide: "merchants",
  words: () => import("./en.json"),
  titles: { merchants: "Merchants", projects: "Projects" },
  menu: [
    {
      section: "merchants",
      title: "merchants",
      path: "/merchants",
      icon: "merchant",
      operation: "list_merchants",
      shortcut: "g m",
    },
    {
      section: "merchants",
      title: "projects",
      path: "/projects",
      icon: "folder",
      operation: "list_projects",
    },
  ],
  pages: [
    { path: "/merchants", page: () => import("./merchants-page.tsx") },
    { path: "/merchants/create", page: () => import("./create-merchant-page.tsx") },
    { path: "/projects", page: () => import("./projects-page.tsx"), guide: "projects" },
    { path: "/projects/$project_id", page: () => import("./project-page.tsx"), guide: "projects" },
    { path: "/merchants/$merchant_id", page: () => import("./merchant-page.tsx") },
  ],
};
