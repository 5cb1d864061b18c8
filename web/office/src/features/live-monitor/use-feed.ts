// Gathers live events and hands them to the screen a few times a second, so that thousands a minute
// cost no more than a handful.
import { useQuery } from "@tanstack/react-query";
import { startTransition, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useClock } from "../../ui/clock.tsx";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import { useLive } from "../../ui/live.tsx";
import { newestQuery } from "./api.ts";
import { rowTest } from "./live-filters.ts";
import {
  arrive,
  earlierRows,
  emptyFeed,
  type LiveRow,
  narrow,
  pause,
  resume,
  rowOf,
} from "./live-rows.ts";
import { count, noRate } from "./rate.ts";

const gather_ms = 250;

/** Runs `take` with all that `give` was given since the last time, at most four times a second. */
function useGathered<T>(take: (gathered: readonly T[]) => void): (one: T) => void {
  const gathered = useRef<T[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback((one) => {
    gathered.current.push(one);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current(gathered.current.splice(0));
    }, gather_ms);
  }, []);
}

export function useFeed(filters: FilterValues) {
  const now = useClock();
  const [feed, setFeed] = useState(emptyFeed);
  const [rate, setRate] = useState(() => noRate(now()));
  const { view, type, lifecycle, merchant_id, search } = filters;
  const test = useMemo(
    () => rowTest({ view, type, lifecycle, merchant_id, search }),
    [view, type, lifecycle, merchant_id, search],
  );
  const give = useGathered<LiveRow>((rows) => {
    const types = rows.map((row) => row.type);
    setRate((before) => count(before, types, now()));
    // Drawing rows may wait a moment when a person is typing or scrolling.
    startTransition(() => setFeed((before) => arrive(before, rows, test)));
  });
  useLive((event) => give(rowOf(event)));
  useEffect(() => setFeed((before) => narrow(before, test)), [test]);

  const earlier = useEarlier(test);
  return {
    feed,
    rate,
    earlier,
    pause: useCallback(() => setFeed(pause), []),
    resume: useCallback(() => setFeed(resume), []),
  };
}

function useEarlier(test: (row: LiveRow) => boolean) {
  const { data, isPending, error } = useQuery({ ...newestQuery, retry: false });
  const rows = useMemo(() => earlierRows(data?.rows ?? []).filter(test), [data, test]);
  return { rows, isPending, error };
}
