// People: who has access, where and until when, and helping them in and out.
import type { Feature } from "../../ui/feature.ts";

export const people: Feature = {
  name: "people",
  guide: "people",
  words: () => import("./en.json"),
  titles: { people: "People" },
  menu: [
    {
      section: "administration",
      title: "people",
      path: "/people",
      icon: "team",
      operation: "list_users",
      shortcut: "g p",
    },
  ],
  pages: [
    { path: "/people", page: () => import("./people-page.tsx") },
    { path: "/people/add", page: () => import("./add-person-page.tsx") },
    { path: "/people/$user_id", page: () => import("./person-page.tsx") },
  ],
};
