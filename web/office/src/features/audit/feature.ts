// The audit trail: who did what, and the proof that nothing of it was changed.
import type { Feature } from "../../ui/feature.ts";

export const audit: Feature = {
  name: "audit",
  guide: "audit",
  words: () => import("./en.json"),
  titles: { audit: "Audit trail" },
  menu: [
    {
      section: "administration",
      title: "audit",
      path: "/audit",
      icon: "audit",
      operation: "list_audit_entries",
      shortcut: "g u",
    },
  ],
  pages: [
    { path: "/audit", page: () => import("./audit-page.tsx") },
    { path: "/audit/$audit_id", page: () => import("./entry-page.tsx") },
  ],
};
