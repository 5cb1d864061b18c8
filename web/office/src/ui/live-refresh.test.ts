import { beforeEach, describe, expect, it, vi } from "vitest";
import { createPacer } from "./live-refresh.ts";

describe("the pace of refreshes", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it("asks soon after a single event and once more for late counters, then rests", () => {
    const action = vi.fn();
    createPacer(action, 1500).call();
    vi.advanceTimersByTime(400);
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(60_000);
    expect(action).toHaveBeenCalledTimes(2);
  });

  it("does not ask once per event when thousands arrive", () => {
    const action = vi.fn();
    const pacer = createPacer(action, 1500);
    for (let event = 0; event < 3000; event += 1) {
      pacer.call();
      vi.advanceTimersByTime(10);
    }
    expect(action.mock.calls.length).toBeLessThanOrEqual(21);
    expect(action.mock.calls.length).toBeGreaterThanOrEqual(19);
  });

  it("asks no more once its page is gone", () => {
    const action = vi.fn();
    const pacer = createPacer(action, 1500);
    pacer.call();
    pacer.stop();
    vi.advanceTimersByTime(10_000);
    expect(action).not.toHaveBeenCalled();
  });
});
