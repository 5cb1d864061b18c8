// The present moment, by injection: one shared tick moves every "3 min ago", tests hold it still.
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

export type Now = () => number;

const NowContext = createContext<Now>(Date.now);

export const ClockProvider = ({ now, children }: { now: Now; children: ReactNode }) => (
  <NowContext value={now}>{children}</NowContext>
);

/** The present as a function, for what happens on an event. */
export const useClock = () => useContext(NowContext);

const listeners = new Map<number, Set<() => void>>();
const timers = new Map<number, ReturnType<typeof setInterval>>();

function subscribe(every_ms: number, listener: () => void) {
  const group = listeners.get(every_ms) ?? new Set();
  listeners.set(every_ms, group);
  group.add(listener);
  if (!timers.has(every_ms))
    timers.set(
      every_ms,
      setInterval(() => {
        for (const notify of group) notify();
      }, every_ms),
    );
  return () => {
    group.delete(listener);
    if (group.size > 0) return;
    clearInterval(timers.get(every_ms));
    timers.delete(every_ms);
  };
}

/** The present as a value that renders again every so often. */
export function useNow(every_ms = 15_000): number {
  const now = useClock();
  const [value, setValue] = useState(now);
  useEffect(() => {
    setValue(now());
    return subscribe(every_ms, () => setValue(now()));
  }, [now, every_ms]);
  return value;
}
