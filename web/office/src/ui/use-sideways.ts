// Whether what a frame holds is wider than the frame, and whether more of it waits at the right.
import { type RefCallback, useCallback, useState } from "react";

interface Sideways {
  ref: RefCallback<HTMLElement>;
  "data-wide": boolean;
  "data-more": boolean;
  onScroll: (event: { currentTarget: HTMLElement }) => void;
}

export function useSideways(): Sideways {
  const [wide, setWide] = useState(false);
  const [more, setMore] = useState(false);
  const measure = useCallback((frame: HTMLElement) => {
    const { scrollWidth, clientWidth, scrollLeft } = frame;
    // Half pixels of a zoomed page are no columns.
    setWide(scrollWidth > clientWidth + 1);
    setMore(scrollWidth - clientWidth - Math.ceil(scrollLeft) > 1);
  }, []);
  const ref = useCallback(
    (frame: HTMLElement | null) => {
      if (!frame) return;
      const watch = new ResizeObserver(() => measure(frame));
      watch.observe(frame);
      if (frame.firstElementChild) watch.observe(frame.firstElementChild);
      return () => watch.disconnect();
    },
    [measure],
  );
  return {
    ref,
    "data-wide": wide,
    "data-more": more,
    onScroll: (event) => measure(event.currentTarget),
  };
}
