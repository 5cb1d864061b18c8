// An act that was not done but waits for other people. The server answers 202; here it becomes an
// exception, so that no dialog can take it for done.
import type { components } from "./schema.d.ts";

export type HeldBody = components["schemas"]["Held"];
export type HeldApproval = HeldBody["approval"];

export class HeldForApproval extends Error {
  override name = "HeldForApproval";
  readonly approval: HeldApproval;

  constructor(approval: HeldApproval) {
    super("waits for approval");
    this.approval = approval;
  }
}

/** The approval of a 202, if that is what the answer is. */
export function heldIn(status: number, data: unknown): HeldApproval | undefined {
  if (status !== 202 || typeof data !== "object" || data === null) return undefined;
  return (data as Partial<HeldBody>).approval;
}
