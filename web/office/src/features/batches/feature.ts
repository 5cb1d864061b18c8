// Batches: files of many payouts, refunds, captures or voids, from upload to result.
import type { Feature } from "../../ui/feature.ts";

export const batches: Feature = {
  name: "batches",
  guide: "batches",
  words: () => import("./en.json"),
  titles: { batches: "Batches" },
  menu: [
    {
      section: "payments",
      title: "batches",
      path: "/batches",
      icon: "rows",
      operation: "list_batches",
      shortcut: "g b",
    },
  ],
  pages: [
    { path: "/batches", page: () => import("./batches-page.tsx") },
    { path: "/batches/upload", page: () => import("./upload-page.tsx") },
    { path: "/batches/$batch_id", page: () => import("./batch-page.tsx") },
  ],
};
