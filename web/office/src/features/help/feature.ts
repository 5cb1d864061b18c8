// Help: the guide inside the office, and feedback to the operator.
import type { Feature } from "../../ui/feature.ts";

export const help: Feature = {
  name: "help",
  guide: "support",
  words: () => import("./en.json"),
  titles: { help: "Guide", feedback: "Feedback" },
  menu: [
    {
      section: "support",
      title: "feedback",
      path: "/feedback",
      icon: "bell",
      operation: "list_feedback",
    },
    { section: "account", title: "help", path: "/help", icon: "info" },
  ],
  pages: [
    { path: "/help", page: () => import("./help-page.tsx"), guide: "guide" },
    { path: "/help/$page", page: () => import("./help-page.tsx"), guide: "guide" },
    { path: "/feedback", page: () => import("./feedback-page.tsx") },
  ],
};
