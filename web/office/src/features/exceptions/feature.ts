// What needs an answer: operations nobody knows the end of, and cases somebody has to resolve.
import { lazy } from "react";
import type { Feature } from "../../ui/feature.ts";

export const exceptions: Feature = {
  name: "exceptions",
  guide: "exceptions",
  words: () => import("./en.json"),
  titles: { needs_answer: "Needs an answer" },
  menu: [
    {
      section: "payments",
      title: "needs_answer",
      path: "/needs-answer",
      icon: "help",
      operation: "list_unanswered_operations",
      shortcut: "g n",
      badge: lazy(() => import("./badge.tsx")),
    },
  ],
  pages: [{ path: "/needs-answer", page: () => import("./needs-answer-page.tsx") }],
};
