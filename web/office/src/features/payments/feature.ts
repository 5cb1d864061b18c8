// Transactions and payouts: their lists, the page that explains one of them, and making new ones.
import type { Feature } from "../../ui/feature.ts";

export const payments: Feature = {
  name: "payments",
  guide: "transactions",
  words: () => import("./en.json"),
  titles: { payments: "Transactions", payouts: "Payouts" },
  menu: [
    {
      section: "payments",
      title: "payments",
      path: "/payments",
      icon: "list",
      operation: "list_payments",
      shortcut: "g t",
    },
    {
      section: "payments",
      title: "payouts",
      path: "/payouts",
      icon: "bank",
      operation: "list_payments",
      shortcut: "g x",
    },
  ],
  pages: [
    { path: "/payments", page: () => import("./payments-page.tsx") },
    {
      path: "/payments/create",
      page: () => import("./create-payment-page.tsx"),
      guide: "holds-and-captures",
    },
    { path: "/payouts", page: () => import("./payouts-page.tsx"), guide: "payouts" },
    { path: "/payouts/create", page: () => import("./create-payout-page.tsx"), guide: "payouts" },
    { path: "/payments/$payment_id", page: () => import("./payment-page.tsx") },
  ],
};
