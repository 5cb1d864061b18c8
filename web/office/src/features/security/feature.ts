// The security policy of the installation: profile, limits, text messages, and every action's
// level.
import type { Feature } from "../../ui/feature.ts";

export const security: Feature = {
  name: "security",
  guide: "confirming",
  words: () => import("./en.json"),
  titles: { security: "Security policy" },
  menu: [
    {
      section: "administration",
      title: "security",
      path: "/security",
      icon: "lock",
      operation: "read_security_policy",
    },
  ],
  pages: [{ path: "/security", page: () => import("./security-page.tsx") }],
};
