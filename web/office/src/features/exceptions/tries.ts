// Everything that was tried about one operation, in order: the request, each question with what
// came back, and what comes next.
import type { AskedQuestion, Unanswered } from "./api.ts";

export interface Try {
  key: string;
  at: number | null;
  what: "sent" | "asked" | "next";
  /** Of what was asked or comes next: how. */
  method?: AskedQuestion["method"];
  reply?: AskedQuestion["reply"] | "no_answer";
  detail: string;
  http_status: number;
  took_ms?: number;
}

export function triesOf({ attempt, questions, next_method }: Unanswered): Try[] {
  const sent: Try = {
    key: "sent",
    at: attempt.sent_at,
    what: "sent",
    reply: "no_answer",
    detail: attempt.provider_message,
    http_status: attempt.http_status,
    took_ms:
      attempt.sent_at !== null && attempt.answered_at !== null
        ? attempt.answered_at - attempt.sent_at
        : undefined,
  };
  const asked = questions.map(
    (one): Try => ({
      key: `asked ${one.seq}`,
      at: one.asked_at,
      what: "asked",
      method: one.method,
      reply: one.reply,
      detail: one.detail,
      http_status: one.http_status,
      took_ms: one.replied_at - one.asked_at,
    }),
  );
  const next: Try[] =
    attempt.next_check_at === null
      ? []
      : [
          {
            key: "next",
            at: attempt.next_check_at,
            what: "next",
            method: next_method ?? undefined,
            detail: "",
            http_status: 0,
          },
        ];
  return [sent, ...asked, ...next];
}
