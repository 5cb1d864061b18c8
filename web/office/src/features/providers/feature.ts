// Provider accounts: where payments are sent, under which limits, and how that goes.
import type { Feature } from "../../ui/feature.ts";

export const providers: Feature = {
  name: "providers",
  guide: "providers",
  words: () => import("./en.json"),
  titles: { providers: "Providers" },
  menu: [
    {
      section: "merchants",
      title: "providers",
      path: "/providers",
      icon: "link",
      operation: "list_provider_accounts",
    },
  ],
  pages: [
    { path: "/providers", page: () => import("./providers-page.tsx") },
    { path: "/providers/create", page: () => import("./create-provider-page.tsx") },
    { path: "/providers/$provider_account_id", page: () => import("./provider-page.tsx") },
  ],
};
