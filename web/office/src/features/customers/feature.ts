// Customers: finding them, and what their payments tell about one of them.
import type { Feature } from "../../ui/feature.ts";

export const customers: Feature = {
  name: "customers",
  guide: "customers",
  words: () => import("./en.json"),
  titles: { customers: "Customers" },
  menu: [
    {
      section: "payments",
      title: "customers",
      path: "/customers",
      icon: "contact",
      operation: "find_customers",
      shortcut: "g c",
    },
  ],
  pages: [
    { path: "/customers", page: () => import("./customers-page.tsx") },
    { path: "/customers/$merchant_id", page: () => import("./customer-page.tsx") },
  ],
};
