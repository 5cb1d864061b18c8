// Decline codes: what every refusal means, what may be done about it, and its codes elsewhere.
import type { Feature } from "../../ui/feature.ts";

export const declineCodes: Feature = {
  name: "decline_codes",
  guide: "decline-codes",
  words: () => import("./en.json"),
  titles: { codes: "Decline codes" },
  menu: [
    {
      section: "payments",
      title: "codes",
      path: "/decline-codes",
      icon: "book",
      operation: "list_decline_reasons",
    },
  ],
  pages: [{ path: "/decline-codes", page: () => import("./decline-codes-page.tsx") }],
};
