// What the palette offers for a text: pages, a payment by its id, a search, and actions.
import { idKind } from "../../lib/words.ts";
import type { IconName } from "../../ui/icon.tsx";

export interface PaletteEntry {
  key: string;
  label: string;
  /** What tells it from its neighbours, in a line below. */
  note?: string;
  group: "go" | "find" | "act" | "payment" | "merchant";
  icon: IconName;
  shortcut?: string;
  run: () => void;
}

/** Words in any order, each found somewhere in the label. */
export function matches(label: string, text: string): boolean {
  const low = label.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word));
}

/** Where a pasted id leads. */
export function pathOfId(text: string): string | undefined {
  const kind = idKind(text);
  if (kind === "payment") return `/payments/${text.trim()}`;
  if (kind === "merchant") return `/merchants/${text.trim()}`;
  return undefined;
}
