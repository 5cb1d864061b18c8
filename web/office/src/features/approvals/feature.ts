// Four eyes: what waits for other people, deciding about it, and the policies that demand it.
import { lazy } from "react";
import type { Feature } from "../../ui/feature.ts";

export const approvals: Feature = {
  name: "approvals",
  guide: "approvals",
  words: () => import("./en.json"),
  titles: { approvals: "Approvals", approval_policies: "Approval policies" },
  menu: [
    {
      section: "overview",
      title: "approvals",
      path: "/approvals",
      icon: "check-circle",
      operation: "list_approvals",
      shortcut: "g v",
      badge: lazy(() => import("./badge.tsx")),
    },
    {
      section: "administration",
      title: "approval_policies",
      path: "/approval-policies",
      icon: "gear",
      operation: "list_approval_policies",
    },
  ],
  pages: [
    { path: "/approvals", page: () => import("./approvals-page.tsx") },
    { path: "/approvals/$approval_id", page: () => import("./approval-page.tsx") },
    { path: "/approval-policies", page: () => import("./policies-page.tsx") },
    { path: "/approval-policies/create", page: () => import("./create-policy-page.tsx") },
    { path: "/approval-policies/$policy_id", page: () => import("./policy-page.tsx") },
  ],
};
