// A small panel that belongs to a button: beside it on a wide screen, at the foot of the window on
// a narrow one. Focus moves in, Tab stays inside, Escape and a press outside close it.
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
} from "react";
import { createPortal } from "react-dom";
import style from "./popover.module.css";

const focusable =
  'button:not([disabled]), input:not([disabled]), select, textarea, a[href], [tabindex="0"]';
const gap = 4;
const edge = 8;

export function Popover({
  anchor,
  label,
  onClose,
  children,
}: {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const panel = useRef<HTMLDivElement>(null);
  usePlace(panel, anchor);
  useFocusInside(panel, anchor);
  useOutsidePress(panel, anchor, onClose);

  function onKey(event: KeyboardEvent<HTMLDivElement>) {
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
    }
    if (event.key !== "Tab") return;
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(focusable)];
    const leaving = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== leaving) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }

  return createPortal(
    <div ref={panel} role="dialog" aria-label={label} className={style.panel} onKeyDown={onKey}>
      {children}
    </div>,
    document.body,
  );
}

/** Below the anchor, or above it where there is more room; the style sheet overrules on phones. */
function usePlace(panel: RefObject<HTMLElement | null>, anchor: RefObject<HTMLElement | null>) {
  useLayoutEffect(() => {
    function place() {
      if (!panel.current || !anchor.current) return;
      const from = anchor.current.getBoundingClientRect();
      const { width, height } = panel.current.getBoundingClientRect();
      const below = from.bottom + gap;
      const fits = below + height + edge <= innerHeight || from.top < height;
      const left = Math.max(edge, Math.min(from.left, innerWidth - width - edge));
      panel.current.style.setProperty("--left", `${left}px`);
      panel.current.style.setProperty("--top", `${fits ? below : from.top - gap - height}px`);
    }
    place();
    addEventListener("resize", place);
    addEventListener("scroll", place, true);
    return () => {
      removeEventListener("resize", place);
      removeEventListener("scroll", place, true);
    };
  }, [panel, anchor]);
}

function useFocusInside(
  panel: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
) {
  useEffect(() => {
    const inside = panel.current;
    const opener = anchor.current?.querySelector<HTMLElement>("button");
    if (inside && !inside.contains(document.activeElement))
      inside.querySelector<HTMLElement>(focusable)?.focus();
    return () => {
      // Whoever moved the focus elsewhere on purpose keeps it.
      if (
        !inside ||
        inside.contains(document.activeElement) ||
        document.activeElement === document.body
      )
        opener?.focus();
    };
  }, [panel, anchor]);
}

function useOutsidePress(
  panel: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  onClose: () => void,
) {
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    function onPress(event: PointerEvent) {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !anchor.current?.contains(target)) latest.current();
    }
    document.addEventListener("pointerdown", onPress);
    return () => document.removeEventListener("pointerdown", onPress);
  }, [panel, anchor]);
}
