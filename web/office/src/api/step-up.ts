// Requests that need more proof: the server answers 403 `step_up_required`, the office asks the
// person, and the very same request goes out again. Whoever sent it only sees the last answer, so
// nothing typed is lost and no caller has to know about it.
import type { Middleware } from "openapi-fetch";
import { problemOf } from "./error.ts";

export type ProofMethod = "passkey" | "totp" | "sms" | "password";

/** What the server asks for. */
export interface StepUp {
  /** l3: the session confirmed again; l4: a code for this one operation. */
  level: string;
  /** What this person has; empty when the server does not say. */
  methods: ProofMethod[];
  /** Of l4: the code to answer, until when, and what it confirms. */
  operation_code_id?: string;
  expires_at?: number;
  sentence?: string;
  recipient?: string;
  count?: number;
  amounts?: string;
  amount_minor?: number;
  currency?: string;
}

/** Gives the headers of the repeat; an error breaks the request off with it. */
type Ask = (need: StepUp) => Promise<Record<string, string>>;

let ask: Ask | undefined;

/** Whoever can ask the person; without anybody the refusal goes to the caller. */
export function onStepUp(listener: Ask | undefined) {
  ask = listener;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

export function stepUpOf(details: Record<string, string> = {}): StepUp {
  return {
    level: details.level ?? "l3",
    methods: (details.methods ?? "").split(" ").filter(Boolean) as ProofMethod[],
    operation_code_id: details.operation_code_id,
    expires_at: numberOf(details.expires_at),
    sentence: details.sentence,
    recipient: details.recipient,
    count: numberOf(details.count),
    amounts: details.amounts,
    amount_minor: numberOf(details.amount_minor),
    currency: details.currency,
  };
}

async function needOf(response: Response): Promise<StepUp | undefined> {
  if (response.status !== 403) return undefined;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  const problem = problemOf(body, response);
  return problem.code === "step_up_required" ? stepUpOf(problem.details) : undefined;
}

/** `token` is read at each repeat: confirming changes the session's CSRF token. */
export function stepUp(token: () => string, send: (request: Request) => Promise<Response>) {
  const unsent = new Map<string, Request>();
  const middleware: Middleware = {
    onRequest({ request, id }) {
      unsent.set(id, request.clone());
    },
    async onResponse({ response, id }) {
      const original = unsent.get(id);
      unsent.delete(id);
      let answer = response;
      for (;;) {
        const need = await needOf(answer);
        if (!need || !ask || !original) return answer;
        const extra = await ask(need);
        const repeat = new Request(original.clone());
        if (repeat.method !== "GET") repeat.headers.set("X-CSRF-Token", token());
        for (const [name, value] of Object.entries(extra)) repeat.headers.set(name, value);
        answer = await send(repeat);
      }
    },
    onError({ id }) {
      unsent.delete(id);
    },
  };
  return middleware;
}
