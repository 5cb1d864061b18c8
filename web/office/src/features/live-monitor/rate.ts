// How many events came in each of the last seconds, for the rate of the live monitor.
export interface Rate {
  /** The second the last slot stands for. */
  second: number;
  /** Oldest first; one slot per second. */
  slots: readonly Slot[];
}

export interface Slot {
  events: number;
  captured: number;
  declined: number;
}

export const seconds_kept = 60;

const none: Slot = { events: 0, captured: 0, declined: 0 };

export const noRate = (now: number): Rate => ({
  second: Math.floor(now / 1000),
  slots: Array.from({ length: seconds_kept }, () => none),
});

/** Moves the window up to now; seconds without events are zeros, not gaps. */
export function moveTo(rate: Rate, now: number): Rate {
  const second = Math.floor(now / 1000);
  const passed = Math.min(second - rate.second, seconds_kept);
  if (passed <= 0) return rate;
  const empty = Array.from({ length: passed }, () => none);
  return { second, slots: [...rate.slots.slice(passed), ...empty] };
}

/** Counts events where they arrive, so that the rate says what reaches the screen. */
export function count(rate: Rate, types: readonly string[], now: number): Rate {
  const moved = moveTo(rate, now);
  const slot = moved.slots.at(-1) ?? none;
  const counted = {
    events: slot.events + types.length,
    captured: slot.captured + types.filter((type) => type === "payment.captured").length,
    declined: slot.declined + types.filter((type) => type === "payment.declined").length,
  };
  return { ...moved, slots: [...moved.slots.slice(0, -1), counted] };
}

export const sumOf = ({ slots }: Rate): Slot =>
  slots.reduce(
    (sum, slot) => ({
      events: sum.events + slot.events,
      captured: sum.captured + slot.captured,
      declined: sum.declined + slot.declined,
    }),
    none,
  );
