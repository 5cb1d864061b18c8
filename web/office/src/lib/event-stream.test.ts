import { describe, expect, it } from "vitest";
import { createFrameReader, type StreamFrame } from "./event-stream.ts";

function read(...chunks: string[]) {
  const frames: StreamFrame[] = [];
  const feed = createFrameReader((frame) => frames.push(frame));
  for (const chunk of chunks) feed(chunk);
  return frames;
}

describe("event stream", () => {
  it("puts frames together however the network cut them", () => {
    const text = 'id: 7\nevent: payment.captured\ndata: {"a":1}\n\n';
    const whole = [{ id: "7", event: "payment.captured", data: '{"a":1}' }];
    for (let cut = 0; cut <= text.length; cut += 1)
      expect(read(text.slice(0, cut), text.slice(cut))).toEqual(whole);
  });

  it("reads lines that end in CRLF, cut between the two characters", () => {
    expect(read("data: x\r", "\n\r", "\n")).toEqual([
      { id: undefined, event: "message", data: "x" },
    ]);
  });

  it("tells where the stream stands by a frame of an id alone, once", () => {
    expect(read("retry: 200\nid: 41\n\n", "\n\n")).toEqual([
      { id: "41", event: "message", data: "" },
    ]);
  });

  it("ignores comments, which servers send to keep a line open", () => {
    expect(read(": ping\n\n", "data: a\ndata: b\n\n")).toEqual([
      { id: undefined, event: "message", data: "a\nb" },
    ]);
  });
});
