// What an operation is called: a refund that undid its sale on the day is a reversal.
import type { Operation } from "./api.ts";

type Called = Pick<Operation, "type" | "same_day">;

export const operationWord = (operation: Called | undefined): "reversal" | Operation["type"] =>
  operation?.same_day ? "reversal" : (operation?.type ?? "sale");
