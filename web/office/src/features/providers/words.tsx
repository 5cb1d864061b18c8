// Words and small parts that the list and the page share.
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../lib/time.ts";
import { sentence } from "../../lib/words.ts";
import { Badge } from "../../ui/status.tsx";
import type { Account, Health } from "./api.ts";

/** A method, an ability or an operation as people call it. */
export function useWord() {
  const { t } = useTranslation("providers");
  return (kind: "method" | "ability" | "operation", word: string) =>
    t(`${kind}.${word}`, { defaultValue: sentence(word) });
}

/** Whether payments go through it now, and if not, why. */
export function AccountState({ account }: { account: Account }) {
  const { t } = useTranslation("providers");
  if (!account.is_enabled) return <Badge icon="pause" text={t("state.disabled")} />;
  if (account.breaker?.state === "open")
    return <Badge tone="danger" icon="x-circle" text={t("state.open")} />;
  if (account.breaker?.state === "half_open")
    return <Badge tone="warning" icon="clock" text={t("state.half_open")} />;
  return <Badge tone="success" icon="check-circle" text={t("state.enabled")} />;
}

export const hour_ms = 3_600_000;

export const windowOf = (account: Account, window_ms: number) =>
  account.health.find((one) => one.window_ms === window_ms);

/** Approvals among what was decided; nothing below so few that the figure would mislead. */
export function approvalText(health: Health | undefined): string | undefined {
  const decided = (health?.approved ?? 0) + (health?.declined ?? 0);
  if (!health || decided === 0) return undefined;
  return `${Math.round((health.approved * 1000) / decided) / 10} %`;
}

export const latencyText = (us: number | undefined) => (us ? formatDuration(us) : undefined);
