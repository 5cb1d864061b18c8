import { afterEach, describe, expect, it, vi } from "vitest";
import { connectLive, type LiveState } from "./live.ts";

const frame = (id: number) =>
  `id: ${id}\nevent: payment.captured\ndata: {"type":"payment.captured"}\n\n`;

function streamOf(...chunks: string[]) {
  return new Response(new Blob(chunks).stream(), { status: 200 });
}

afterEach(() => vi.unstubAllGlobals());

describe("live", () => {
  it("continues after the last event it has seen when the line breaks", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 400 });
    const asked: string[] = [];
    const answers = [
      streamOf(frame(41), frame(42)),
      new Response("", { status: 503 }),
      streamOf(frame(43)),
    ];
    vi.stubGlobal("fetch", async (address: string) => {
      asked.push(address);
      return answers.shift() ?? new Response("", { status: 401 });
    });
    const seen: string[] = [];
    const states: LiveState[] = [];
    connectLive({
      onEvent: (event) => seen.push(event.position),
      onState: (state) => states.push(state),
      random: () => 0,
    });
    await vi.waitFor(() => expect(states.at(-1)).toBe("signed_out"), { timeout: 20_000 });
    vi.useRealTimers();
    expect(seen).toEqual(["41", "42", "43"]);
    expect(asked.slice(0, 3)).toEqual(["/api/live?", "/api/live?after=42", "/api/live?after=42"]);
    expect(asked[3]).toBe("/api/live?after=43");
  });

  it("stops for good when it is closed", async () => {
    let calls = 0;
    vi.stubGlobal("fetch", async () => {
      calls += 1;
      return new Response("", { status: 503 });
    });
    const connection = connectLive({ onEvent: () => undefined, onState: () => undefined });
    await vi.waitFor(() => expect(calls).toBe(1));
    connection.close();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(calls).toBe(1);
  });
});
