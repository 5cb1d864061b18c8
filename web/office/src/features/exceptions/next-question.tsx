// When the provider is asked again, counted down; or that nobody asks any more.
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../lib/time.ts";
import { useNow } from "../../ui/clock.tsx";
import type { Unanswered } from "./api.ts";

export function NextQuestion({ row }: { row: Unanswered }) {
  const { t } = useTranslation("exceptions");
  const now = useNow(1000);
  const { next_check_at } = row.attempt;
  if (next_check_at === null || row.next_method === null) return t("next.nobody");
  const left_ms = next_check_at - now;
  if (left_ms <= 0) return t("next.now");
  return t("next.in", { time: formatDuration(Math.ceil(left_ms / 1000) * 1_000_000) });
}
