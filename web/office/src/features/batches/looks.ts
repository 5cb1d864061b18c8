// Tone and icon of each status; the words are in en.json.
import type { StatusLook } from "../../ui/status-tones.ts";
import type { ItemState, State } from "./api.ts";

const done: StatusLook = { tone: "success", icon: "check-circle" };
const working: StatusLook = { tone: "info", icon: "clock" };
const needed: StatusLook = { tone: "warning", icon: "alert" };
const wrong: StatusLook = { tone: "danger", icon: "x-circle" };
const over: StatusLook = { tone: "neutral", icon: "ban" };
const idle: StatusLook = { tone: "neutral", icon: "circle" };

export const stateLooks: Record<State, StatusLook> = {
  uploaded: working,
  validating: working,
  invalid: wrong,
  ready: needed,
  approval: needed,
  processing: { tone: "info", icon: "send" },
  paused: { tone: "warning", icon: "pause" },
  completed: done,
  completed_with_errors: { tone: "warning", icon: "check-circle" },
  canceled: over,
};

export const itemLooks: Record<ItemState, StatusLook> = {
  valid: idle,
  invalid: wrong,
  open: working,
  in_doubt: { tone: "warning", icon: "help" },
  succeeded: done,
  declined: wrong,
  failed: wrong,
  refused: wrong,
  canceled: over,
};
