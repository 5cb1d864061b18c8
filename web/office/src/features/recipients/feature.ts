// Payout recipients: whom payouts may go to, written down once and let in by people.
import type { Feature } from "../../ui/feature.ts";

export const recipients: Feature = {
  name: "recipients",
  guide: "recipients",
  words: () => import("./en.json"),
  titles: { recipients: "Recipients" },
  menu: [
    {
      section: "payments",
      title: "recipients",
      path: "/recipients",
      icon: "payee",
      operation: "list_recipients",
      shortcut: "g i",
    },
  ],
  pages: [
    { path: "/recipients", page: () => import("./recipients-page.tsx") },
    { path: "/recipients/create", page: () => import("./write-recipient-page.tsx") },
    { path: "/recipients/$recipient_id", page: () => import("./recipient-page.tsx") },
    { path: "/recipients/$recipient_id/edit", page: () => import("./write-recipient-page.tsx") },
  ],
};
