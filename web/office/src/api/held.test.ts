// A 202 with an approval is an act that was not done; anything else is an answer.
import { describe, expect, it } from "vitest";
import { unwrap } from "./client.ts";
import { HeldForApproval } from "./held.ts";

const answer = (status: number, data: unknown) =>
  Promise.resolve({ data, response: new Response(null, { status }) });
const approval = { approval_id: "ap_1", kind: "refund", state: "open" };

describe("an act that waits for other people", () => {
  it("is raised, so that nothing takes it for done", async () => {
    const error = await unwrap(answer(202, { approval })).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(HeldForApproval);
    expect((error as HeldForApproval).approval.approval_id).toBe("ap_1");
  });

  it("is told from an answer that was done", async () => {
    expect(await unwrap(answer(200, { approval }))).toEqual({ approval });
    expect(await unwrap(answer(202, { rows: [] }))).toEqual({ rows: [] });
  });
});
