// What became of held money: the parts always add up to what was ever held.
import type { Payment } from "./api.ts";

export type HoldPart = "captured" | "moving" | "held" | "voided";

type Held = Pick<
  Payment,
  "authorized_minor" | "captured_minor" | "voided_minor" | "capturable_minor"
>;

export function holdParts(payment: Held): { name: HoldPart; minor: number }[] {
  const { authorized_minor, captured_minor, voided_minor, capturable_minor } = payment;
  const moving = authorized_minor - captured_minor - voided_minor - capturable_minor;
  return [
    { name: "captured", minor: captured_minor },
    { name: "moving", minor: Math.max(0, moving) },
    { name: "held", minor: capturable_minor },
    { name: "voided", minor: voided_minor },
  ];
}
