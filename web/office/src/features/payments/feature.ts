// Transactions: the list and the page that explains one of them.
import type { Feature } from "../../ui/feature.ts";

export const payments: Feature = {
  name: "payments",
  words: () => import("./en.json"),
  titles: { payments: "Transactions" },
  menu: [
    {
      section: "payments",
      title: "payments",
      path: "/payments",
      icon: "list",
      operation: "list_payments",
      shortcut: "g t",
    },
  ],
  pages: [
    { path: "/payments", page: () => import("./payments-page.tsx") },
    { path: "/payments/$payment_id", page: () => import("./payment-page.tsx") },
  ],
};
