// Answers the office's requests in tests by path, and keeps them for looking at.
import { vi } from "vitest";
import type { LiveConnection, LiveEvent, LiveOptions } from "../api/live.ts";

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

/** A body, a status with a body, or nothing for a path that does not exist. */
export type Answer = object | { status: number; body: object } | undefined;

const problem = (code: string) => ({ code, detail: code, request_id: "rq_test" });

export const refuse = (status: number, code: string, more: object = {}) => ({
  status,
  body: { ...problem(code), ...more },
});

function responseOf(answer: Answer): Response {
  const given = answer ?? refuse(404, "not_found");
  const { status, body } =
    "status" in given && "body" in given ? given : { status: 200, body: given };
  return new Response(JSON.stringify(body), {
    status: Number(status),
    headers: { "content-type": "application/json" },
  });
}

export function serve(answer: (asked: Asked) => Answer): Asked[] {
  const all: Asked[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const text = await request.text();
    const asked: Asked = {
      method: request.method,
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
    all.push(asked);
    return responseOf(answer(asked));
  });
  return all;
}

/** A live connection that says what the test says. */
export function fakeStream() {
  let options: LiveOptions | undefined;
  let position = 0;
  const connect = (given: LiveOptions): LiveConnection => {
    options = given;
    given.onState("open");
    return { close: () => undefined };
  };
  const send = (event: Partial<LiveEvent>) => {
    position += 1;
    options?.onEvent({
      position: String(position),
      type: "payment.created",
      at: 0,
      company_id: "co_1",
      merchant_id: "mr_1",
      subject_kind: "payment",
      subject_id: "tx_1",
      payload: {},
      ...event,
    });
  };
  return { connect, send };
}
