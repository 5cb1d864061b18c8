// Keyboard shortcuts of the page. They rest while a person types or a dialog is open.
import { useEffect, useRef } from "react";
import { createKeySequence } from "../lib/key-sequence.ts";

export type Shortcuts = Record<string, () => void>;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

export function useShortcuts(shortcuts: Shortcuts) {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const take = createKeySequence(() => Object.keys(latest.current));
    function onKey(event: KeyboardEvent) {
      const always = event.ctrlKey || event.metaKey;
      if (!always && isTyping(event.target)) return;
      if (!always && document.querySelector('[role="dialog"]')) return;
      const done = take(event, event.timeStamp);
      const action = done === undefined ? undefined : latest.current[done];
      if (!action) return;
      event.preventDefault();
      action();
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
