// Refreshes a page when live events say that it changed: soon after the first event, at most once
// in a while however many follow, and once more at the end for figures that are counted a moment
// later.
import { useEffect, useRef } from "react";
import type { LiveEvent } from "../api/live.ts";
import { useLive } from "./live.tsx";

const soon_ms = 400;

export interface Pacer {
  call: () => void;
  stop: () => void;
}

/** The rhythm apart from React, so that it can be tested with a still clock. */
export function createPacer(action: () => void, every_ms: number): Pacer {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let left = 0;
  function fire() {
    timer = undefined;
    left -= 1;
    action();
    if (left > 0) timer = setTimeout(fire, every_ms);
  }
  return {
    call() {
      left = 2;
      timer ??= setTimeout(fire, soon_ms);
    },
    stop: () => clearTimeout(timer),
  };
}

export function useLiveRefresh(
  matches: (event: LiveEvent) => boolean,
  refresh: () => void,
  every_ms = 1500,
) {
  const latest = useRef(refresh);
  latest.current = refresh;
  const pacer = useRef<Pacer>(undefined);
  useEffect(() => {
    const made = createPacer(() => latest.current(), every_ms);
    pacer.current = made;
    return made.stop;
  }, [every_ms]);
  useLive((event) => {
    if (matches(event)) pacer.current?.call();
  });
}
