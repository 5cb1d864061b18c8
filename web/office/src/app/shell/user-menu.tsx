// Who is signed in, the pages about oneself, and the way out.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { enterSession, sessionKey, sign_out } from "../../api/session.ts";
import { HiddenText } from "../../ui/hidden-text.tsx";
import { Menu } from "../../ui/menu.tsx";
import { useSession } from "../../ui/session.tsx";
import { useToast } from "../../ui/toast.tsx";
import style from "./user-menu.module.css";

function initials(name: string, email: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [name || email];
  return letters
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

export function useSignOut() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const toast = useToast();
  const navigate = useNavigate();
  return async () => {
    const settings = { ...localStorage };
    try {
      await sign_out();
      // The answer makes the browser forget all that this site stored, the chosen zone among it.
      for (const [key, value] of Object.entries(settings)) localStorage.setItem(key, value);
      await navigate({ to: "/sign-in", replace: true });
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
      enterSession(queries, null);
    } catch {
      toast(t("user.sign_out_failed"), { tone: "danger" });
    }
  };
}

export function UserMenu() {
  const { t } = useTranslation();
  const { user } = useSession();
  const signOut = useSignOut();
  return (
    <Menu
      target={
        <button type="button" className={style.avatar}>
          <span aria-hidden="true">{initials(user.name, user.email)}</span>
          <HiddenText>{t("user.menu", { name: user.name })}</HiddenText>
        </button>
      }
      head={
        <div className={style.head}>
          <div className={style.name}>{user.name}</div>
          <div className={style.email}>{user.email}</div>
        </div>
      }
      sections={[
        {
          entries: [
            { label: t("user.profile"), icon: "user", to: "/account" },
            { label: t("user.sessions"), icon: "monitor", to: "/account/sessions" },
          ],
        },
        {
          entries: [
            { label: t("user.sign_out"), icon: "sign-out", onSelect: () => void signOut() },
          ],
        },
      ]}
    />
  );
}
