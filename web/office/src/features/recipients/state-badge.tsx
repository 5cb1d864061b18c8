// The state of a recipient in a word, with how long it still cools.
import { useTranslation } from "react-i18next";
import { useNow } from "../../ui/clock.tsx";
import { Badge } from "../../ui/status.tsx";
import type { Recipient } from "./api.ts";
import { isCooling, leftText, lookOf } from "./looks.ts";

export function StateBadge({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("recipients");
  const now = useNow();
  const text = isCooling(recipient, now)
    ? t("usable_in", { left: leftText(recipient.usable_from_at ?? 0, now) })
    : t(`state.${recipient.state}`);
  return <Badge {...lookOf(recipient, now)} text={text} />;
}
