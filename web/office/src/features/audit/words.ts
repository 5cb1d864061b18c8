// Words of the trail as a person reads them; an action or object without a text of its own is shown
// as the sentence its word makes.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";

/** Reasons are words of the contract or sentences of a provider. */
export function reasonText(reason: string): string {
  const text = reason.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function useTrailWords() {
  const { t } = useTranslation("audit");
  const word = (family: string, value: string) =>
    t(`${family}.${value}` as "title", { defaultValue: sentence(value) });
  return {
    action: (value: string) => word("action", value),
    subject: (value: string) => word("subject", value),
    actor_kind: (value: string) => word("actor_kind", value),
  };
}
