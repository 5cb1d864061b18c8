// What a feature tells the application about itself: its pages, its words, its places in the menu.
// Features are data; the router, the menu and the palette are built from them.
import type { ComponentType } from "react";
import type { IconName } from "./icon.tsx";

export interface FeaturePage {
  /** "/payments/$payment_id" */
  path: string;
  page: () => Promise<{ default: ComponentType }>;
  /** Page of the guide about it, where it is another than its feature's. */
  guide?: string;
}

export interface MenuPlace {
  section: "overview" | "payments" | "merchants" | "support" | "administration" | "account";
  /** Key in the feature's words. */
  title: string;
  path: string;
  icon: IconName;
  /** Operation whose permission the page needs; the entry stays visible and says so. */
  operation?: string;
  /** Two keys pressed one after the other, "g p". */
  shortcut?: string;
  /** Stands behind the title and says what waits there; loaded when the menu is shown. */
  badge?: ComponentType<{ collapsed: boolean }>;
}

export interface Feature {
  name: string;
  /** Its pages need no session and stand outside the shell. */
  outside?: boolean;
  /** Page of the guide about it, "transactions"; every feature inside has one. */
  guide?: string;
  words: () => Promise<{ default: Record<string, unknown> }>;
  /** Titles of the menu, needed before the feature itself is loaded. */
  titles?: Record<string, string>;
  menu?: readonly MenuPlace[];
  pages: readonly FeaturePage[];
}
