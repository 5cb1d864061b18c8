// What merchants are charged: fee plans in versions, with a calculator and a look at the last
// month.
import type { Feature } from "../../ui/feature.ts";

export const fees: Feature = {
  name: "fees",
  guide: "fees",
  words: () => import("./en.json"),
  titles: { fees: "Fees" },
  menu: [
    {
      section: "merchants",
      title: "fees",
      path: "/fees",
      icon: "card",
      operation: "list_fee_plans",
    },
  ],
  pages: [
    { path: "/fees", page: () => import("./plans-page.tsx") },
    { path: "/fees/create", page: () => import("./create-page.tsx") },
    { path: "/fees/$fee_plan_id", page: () => import("./plan-page.tsx") },
  ],
};
