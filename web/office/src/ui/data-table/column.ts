// A column of a list, declared by the feature that owns the list.
import type { ReactNode } from "react";

export interface Column<Row> {
  id: string;
  title: string;
  /** The first shown column becomes the row's link, so it must not hold controls itself. */
  cell: (row: Row) => ReactNode;
  align?: "start" | "end";
  /** Fixed width in pixels; others share what is left. */
  width?: number;
  /** Cannot be hidden. */
  always?: boolean;
  /** Not shown until chosen. */
  initiallyHidden?: boolean;
  /** The server's name for sorting by it; absent means the server does not offer it. */
  sort?: string;
  /**
   * Where it goes on a narrow screen: first line left or right, a line below with its title or
   * (what explains itself) without, or nowhere.
   */
  narrow?: "lead" | "trail" | "line" | "plain" | "hidden";
}

export interface Sort {
  by: string;
  descending: boolean;
}
