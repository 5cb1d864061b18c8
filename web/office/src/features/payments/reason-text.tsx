// A reason as it was recorded: a word of ours (a decline reason, an event) as words, a text as it
// is.
import { useTranslation } from "react-i18next";
import { useDeclineReason } from "../../ui/reference.ts";

export function ReasonText({ reason }: { reason: string }) {
  const { t, i18n } = useTranslation("payments");
  const reasonOf = useDeclineReason();
  if (i18n.exists(`payments:reason.${reason}`)) return t(`reason.${reason}` as "title");
  if (/^[a-z0-9_]+$/.test(reason)) return reasonOf(reason).title;
  return reason;
}
