// One's own account: profile, password, second factor, appearance, and where one is signed in.
import type { Feature } from "../../ui/feature.ts";

export const account: Feature = {
  name: "account",
  words: () => import("./en.json"),
  titles: { account: "My account" },
  menu: [{ section: "account", title: "account", path: "/account", icon: "user", shortcut: "g a" }],
  pages: [
    { path: "/account", page: () => import("./account-page.tsx") },
    { path: "/account/sessions", page: () => import("./sessions-page.tsx") },
  ],
};
