// A short explanation on hover and focus. Never the only place of something a person must know.
// Our own, because a page has dozens of them and the kit's would cost each its own machinery.
import {
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type SyntheticEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { Keys } from "./keys.tsx";
import style from "./tooltip.module.css";

const delay_ms = 300;

export function Tooltip({
  text,
  shortcut,
  children,
}: {
  text: string;
  shortcut?: string;
  children: ReactElement<{ "aria-describedby"?: string; "aria-label"?: string }>;
}) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [open, setOpen] = useState(false);

  function show(after_ms: number) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(true), after_ms);
  }
  function hide() {
    clearTimeout(timer.current);
    setOpen(false);
  }
  function onKey(event: KeyboardEvent) {
    if (event.key === "Escape") hide();
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  // What only repeats the label needs no description.
  const repeats = children.props["aria-label"] === text;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches its child
    <span
      ref={anchor}
      className={style.anchor}
      onPointerOver={(event) => event.pointerType === "mouse" && !isOpen(event) && show(delay_ms)}
      onPointerOut={(event) => event.pointerType === "mouse" && hide()}
      onPointerDown={hide}
      onClick={(event) => isRefused(event) && show(0)}
      onFocus={(event) => event.target.matches(":focus-visible") && show(0)}
      onBlur={hide}
      onKeyDown={onKey}
    >
      {open && !repeats ? cloneElement(children, { "aria-describedby": id }) : children}
      {open && (
        <Bubble id={id} anchor={anchor.current?.firstElementChild}>
          {text}
          {shortcut && <Keys keys={shortcut} />}
        </Bubble>
      )}
    </span>
  );
}

const gap = 6;
const edge = 8;

const control = (event: SyntheticEvent) => event.currentTarget.firstElementChild;

/** What a menu or editor covers needs no explanation of the button that opened it. */
const isOpen = (event: SyntheticEvent) => control(event)?.getAttribute("aria-expanded") === "true";

/** A press on a button that may not be used asks why; a finger has no other way to ask. */
const isRefused = (event: SyntheticEvent) =>
  control(event)?.getAttribute("aria-disabled") === "true";

/** The landmark or dialog that holds the control, so that the words belong to a region. */
const homeOf = (anchor: Element | null | undefined) =>
  anchor?.closest('[role="dialog"], main, nav, header, footer, aside') ?? document.body;

/** Below its control, above when there is no room, and never outside the window. */
function Bubble({
  id,
  anchor,
  children,
}: {
  id: string;
  anchor: Element | null | undefined;
  children: ReactNode;
}) {
  const bubble = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = bubble.current;
    if (!element || !anchor) return;
    const from = anchor.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const below = from.bottom + gap;
    const top = below + height + edge > innerHeight ? from.top - gap - height : below;
    const left = from.left + from.width / 2 - width / 2;
    element.style.top = `${top}px`;
    element.style.left = `${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`;
  }, [anchor]);
  return createPortal(
    <div ref={bubble} id={id} role="tooltip" className={style.tooltip}>
      {children}
    </div>,
    homeOf(anchor),
  );
}
