// The step that is still missing from a session, with its words.
import { useTranslation } from "react-i18next";
import type { Session } from "../api/session.ts";
import words from "../features/session/en.json";
import { StageScreen } from "../features/session/stage-screens.tsx";

export default function Stage({ session }: { session: Session }) {
  const { i18n } = useTranslation();
  if (!i18n.hasResourceBundle("en", "session")) i18n.addResourceBundle("en", "session", words);
  return <StageScreen session={session} />;
}
