// The live event stream of the office: one connection, resumed by id, with growing pauses between
// failed tries. Read through fetch instead of EventSource, because event names are open-ended and a
// 401 must be told from a broken line.
import { backoffMs } from "../lib/backoff.ts";
import { createFrameReader, type StreamFrame } from "../lib/event-stream.ts";
import { backgroundHeaders, type Schemas } from "./client.ts";

export type LiveEvent = Schemas["LiveEvent"] & { position: string };
export type LiveState = "connecting" | "open" | "waiting" | "paused" | "signed_out";

export interface LiveOptions {
  merchant_id?: string;
  onEvent: (event: LiveEvent) => void;
  onState: (state: LiveState) => void;
  random?: () => number;
}

export interface LiveConnection {
  close: () => void;
}

/** Events are never lost while connected; after a break the server resends what came meanwhile. */
export function connectLive(options: LiveOptions, after?: string): LiveConnection {
  const abort = new AbortController();
  const random = options.random ?? Math.random;
  let position = after;
  let tries = 0;

  function take(frame: StreamFrame) {
    if (frame.id !== undefined) position = frame.id;
    if (frame.data === "") return;
    const event = JSON.parse(frame.data) as Schemas["LiveEvent"];
    options.onEvent({ ...event, position: frame.id ?? "" });
  }

  async function listen() {
    options.onState("connecting");
    const query = new URLSearchParams();
    if (options.merchant_id) query.set("merchant_id", options.merchant_id);
    if (position !== undefined) query.set("after", position);
    const response = await fetch(`/api/live?${query}`, {
      headers: { Accept: "text/event-stream", ...backgroundHeaders },
      signal: abort.signal,
    });
    if (response.status === 401) return "signed_out";
    if (!response.ok || !response.body) return "broken";
    options.onState("open");
    tries = 0;
    const feed = createFrameReader(take);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) feed(part.value);
    return "broken";
  }

  async function run() {
    while (!abort.signal.aborted) {
      const end = await listen().catch(() => "broken");
      if (abort.signal.aborted) return;
      if (end === "signed_out") return options.onState("signed_out");
      options.onState("waiting");
      await pause(backoffMs(tries, random), abort.signal);
      tries += 1;
    }
  }

  void run();
  return { close: () => abort.abort() };
}

function pause(ms: number, signal: AbortSignal) {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
