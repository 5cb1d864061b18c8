import { describe, expect, it } from "vitest";
import { arrive, emptyFeed, type LiveRow, narrow, pause, resume, rows_kept } from "./live-rows.ts";

const row = (position: number, type = "payment.captured"): LiveRow => ({
  key: String(position),
  position,
  at: position,
  type,
  merchant_id: "mr_1",
  subject_id: "tx_1",
  payment: undefined,
  refund_minor: undefined,
  name: "",
});

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => row(from + index));

const all = () => true;
const positions = (rows: readonly LiveRow[]) => rows.map((one) => one.position);

describe("arriving rows", () => {
  it("stand newest first", () => {
    const feed = arrive(arrive(emptyFeed, range(1, 2), all), range(3, 4), all);
    expect(positions(feed.rows)).toEqual([4, 3, 2, 1]);
  });

  it("appear once, although a reconnect repeats some", () => {
    const feed = arrive(arrive(emptyFeed, range(1, 3), all), range(2, 5), all);
    expect(positions(feed.rows)).toEqual([5, 4, 3, 2, 1]);
  });

  it("are bounded, however many come", () => {
    let feed = emptyFeed;
    for (let batch = 0; batch < 100; batch += 1)
      feed = arrive(feed, range(batch * 50 + 1, batch * 50 + 50), all);
    expect(feed.rows).toHaveLength(rows_kept);
    expect(feed.rows[0]?.position).toBe(5000);
  });

  it("count as seen even when the filter leaves them out", () => {
    const feed = arrive(emptyFeed, range(1, 9), () => false);
    expect(feed.rows).toHaveLength(0);
    expect(feed.last_position).toBe(9);
  });

  it("change nothing when there is nothing, so that nothing is drawn again", () => {
    const feed = arrive(emptyFeed, range(1, 3), all);
    expect(arrive(feed, range(1, 3), all)).toBe(feed);
  });
});

describe("a pause", () => {
  it("holds and counts what comes, and loses nothing that fits the bound", () => {
    let feed = pause(arrive(emptyFeed, range(1, 2), all));
    feed = arrive(feed, range(3, 5), all);
    expect(positions(feed.rows)).toEqual([2, 1]);
    expect(feed.waiting_count).toBe(3);
    feed = resume(feed);
    expect(positions(feed.rows)).toEqual([5, 4, 3, 2, 1]);
    expect(feed.waiting_count).toBe(0);
  });

  it("counts on beyond what it keeps", () => {
    const feed = arrive(pause(emptyFeed), range(1, 1000), all);
    expect(feed.waiting_count).toBe(1000);
    expect(feed.waiting).toHaveLength(rows_kept);
    expect(resume(feed).rows[0]?.position).toBe(1000);
  });
});

describe("a filter", () => {
  it("clears what no longer fits, shown and waiting alike", () => {
    let feed = arrive(emptyFeed, [row(1), row(2, "payment.declined")], all);
    feed = arrive(pause(feed), [row(3), row(4, "payment.declined")], all);
    feed = narrow(feed, (one) => one.type === "payment.declined");
    expect(positions(feed.rows)).toEqual([2]);
    expect(positions(feed.waiting)).toEqual([4]);
    expect(feed.waiting_count).toBe(1);
  });
});
