// How long an answer has time, or is late: in words and a tone, never in colour alone.
import { useTranslation } from "react-i18next";
import { useNow } from "../../ui/clock.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Badge } from "../../ui/status.tsx";
import type { Escalation } from "./api.ts";

const soon_ms = 30 * 60_000;

export function Due({ escalation }: { escalation: Escalation }) {
  const { t } = useTranslation("support");
  const now = useNow(30_000);
  const { state, due_at, resolved_at } = escalation;
  if (state === "resolved") return <Instant at={resolved_at} as="relative" />;
  if (state === "waiting") return <Badge icon="pause" text={t("due.paused")} />;
  if (due_at <= now) return <Badge tone="danger" icon="alert" text={lateText(t, now - due_at)} />;
  const tone = due_at - now < soon_ms ? "warning" : "neutral";
  return <Badge tone={tone} icon="clock" text={t("due.in", { time: span(due_at - now) })} />;
}

type Say = ReturnType<typeof useTranslation<"support">>["t"];

const lateText = (t: Say, by_ms: number) => t("due.late", { time: span(by_ms) });

/** "25 min", "3 h", "2 d": what a queue needs to tell one from another. */
export function span(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}
