// Warns before the session ends for want of activity, and lets a press keep it.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { read_session, sessionKey } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useSession } from "../../ui/session.tsx";
import style from "./idle-notice.module.css";

const warn_before_ms = 90_000;
const ask_again_ms = 60_000;

export function IdleNotice() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { idle_deadline_at, absolute_deadline_at } = useSession();
  const now = useNow(1000);
  const left_ms = Math.min(idle_deadline_at, absolute_deadline_at) - now;
  const near = left_ms < warn_before_ms;
  const over = left_ms < 0;

  // Work on other pages moved the deadline meanwhile: look before warning, without moving it.
  useEffect(() => {
    if (!near) return;
    const look = () =>
      void read_session({ background: true }).then((session) =>
        queries.setQueryData(sessionKey, session),
      );
    look();
    const timer = setInterval(look, ask_again_ms);
    return () => clearInterval(timer);
  }, [near, queries]);

  if (!near || over) return null;
  const stay = () =>
    void read_session().then((session) => queries.setQueryData(sessionKey, session));
  return (
    <div className={style.notice} role="alertdialog" aria-label={t("idle.title")}>
      <Icon name="clock" />
      <span>{t("idle.text", { count: Math.ceil(left_ms / 1000) })}</span>
      {idle_deadline_at < absolute_deadline_at && (
        <Button size="small" variant="primary" onClick={stay}>
          {t("idle.stay")}
        </Button>
      )}
    </div>
  );
}
