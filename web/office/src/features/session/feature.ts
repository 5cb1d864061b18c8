// Signing in and setting up: pages that need no session.
import type { Feature } from "../../ui/feature.ts";

export const session: Feature = {
  name: "session",
  outside: true,
  words: () => import("./en.json"),
  pages: [
    { path: "/sign-in", page: () => import("./sign-in-page.tsx") },
    { path: "/setup", page: () => import("./set-up-page.tsx") },
    { path: "/invitation", page: () => import("./invitation-page.tsx") },
    { path: "/reset", page: () => import("./reset-page.tsx") },
    { path: "/forgot", page: () => import("./forgot-page.tsx") },
    { path: "/confirm-email", page: () => import("./confirm-email-page.tsx") },
  ],
};
