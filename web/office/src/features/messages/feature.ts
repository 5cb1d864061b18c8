// Messages: whether mail and text messages leave, what became of each, a test message.
import type { Feature } from "../../ui/feature.ts";

export const messages: Feature = {
  name: "messages",
  guide: "messages",
  words: () => import("./en.json"),
  titles: { messages: "Messages" },
  menu: [
    {
      section: "administration",
      title: "messages",
      path: "/messages",
      icon: "send",
      operation: "list_messages",
    },
  ],
  pages: [{ path: "/messages", page: () => import("./messages-page.tsx") }],
};
