// The first-time set-up: from an empty installation to a first test payment.
import type { Feature } from "../../ui/feature.ts";

export const getStarted: Feature = {
  name: "get_started",
  guide: "payment-api",
  words: () => import("./en.json"),
  pages: [{ path: "/get-started", page: () => import("./get-started-page.tsx") }],
};
