// Reviews of access: who holds what, decided row by row and signed off.
import { lazy } from "react";
import type { Feature } from "../../ui/feature.ts";

export const accessReviews: Feature = {
  name: "access_reviews",
  guide: "access-reviews",
  words: () => import("./en.json"),
  titles: { access_reviews: "Access reviews" },
  menu: [
    {
      section: "administration",
      title: "access_reviews",
      path: "/access-reviews",
      icon: "key",
      operation: "list_access_reviews",
      badge: lazy(() => import("./badge.tsx")),
    },
  ],
  pages: [
    { path: "/access-reviews", page: () => import("./reviews-page.tsx") },
    { path: "/access-reviews/$access_review_id", page: () => import("./review-page.tsx") },
  ],
};
