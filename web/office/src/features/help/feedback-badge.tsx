// How far the operator is with something that was sent.
import { useTranslation } from "react-i18next";
import { Badge } from "../../ui/status.tsx";
import type { Feedback } from "./api.ts";

const looks = {
  open: { tone: "warning", icon: "clock" },
  answered: { tone: "success", icon: "check" },
  closed: { tone: "neutral", icon: "check" },
} as const;

export function FeedbackBadge({ state }: { state: Feedback["state"] }) {
  const { t } = useTranslation("help");
  return <Badge {...looks[state]} text={t(`state.${state}`)} />;
}
