// How an event's type looks: tone and icon of the status it stands for.
import { type StatusLook, statusLook } from "../../ui/status-tones.ts";

export const typeKey = (type: string) => type.replaceAll(".", "_");

export function typeLook(type: string): StatusLook {
  const [subject, state = ""] = type.split(".");
  if (subject === "payment") return statusLook("payment", state);
  if (subject === "refund") {
    if (state === "created") return { tone: "info", icon: "refund" };
    if (state === "succeeded") return { tone: "violet", icon: "refund" };
    return statusLook("operation", state);
  }
  return { tone: "neutral", icon: subject === "api_key" ? "key" : "edit" };
}
