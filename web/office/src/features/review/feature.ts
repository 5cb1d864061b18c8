// Findings: what the daily review of the audit trail noticed, and what people said about it.
import type { Feature } from "../../ui/feature.ts";

export const review: Feature = {
  name: "review",
  guide: "audit",
  words: () => import("./en.json"),
  titles: { findings: "Findings" },
  menu: [
    {
      section: "administration",
      title: "findings",
      path: "/findings",
      icon: "alert",
      operation: "list_review_findings",
    },
  ],
  pages: [{ path: "/findings", page: () => import("./findings-page.tsx") }],
};
