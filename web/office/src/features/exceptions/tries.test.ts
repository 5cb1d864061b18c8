import { expect, test } from "vitest";
import type { Unanswered } from "./api.ts";
import { triesOf } from "./tries.ts";

const operation = (part: Partial<Unanswered["attempt"]>): Unanswered =>
  ({
    attempt: {
      attempt_id: "at_1",
      seq: 1,
      provider_reference: "",
      sent_at: 1000,
      answered_at: 4000,
      http_status: 0,
      provider_code: "",
      provider_message: "connection closed",
      queries: 1,
      next_check_at: 9000,
      ...part,
    },
    questions: [
      {
        seq: 1,
        asked_at: 6000,
        replied_at: 6020,
        reply: "not_found",
        http_status: 404,
        detail: "",
      },
    ],
  }) as unknown as Unanswered;

test("the request, every question and the next one stand in order", () => {
  // Protects the desk's story: what was tried is told whole and in the order it happened.
  const tries = triesOf(operation({}));
  expect(tries.map(({ what, at }) => [what, at])).toEqual([
    ["sent", 1000],
    ["asked", 6000],
    ["next", 9000],
  ]);
  expect(tries[0]?.took_ms).toBe(3000);
  expect(tries[1]?.reply).toBe("not_found");
});

test("nothing comes next where asking has ended", () => {
  // Protects people from waiting for a question that nobody asks any more.
  expect(triesOf(operation({ next_check_at: null })).map(({ what }) => what)).toEqual([
    "sent",
    "asked",
  ]);
});
