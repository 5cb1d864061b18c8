// How many operations wait too long and how many cases are open, behind the menu's word.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { isAboutDesk, refreshDesk, sumsQuery } from "./api.ts";
import style from "./exceptions.module.css";

export default function DeskBadge({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation("menu");
  const queries = useQueryClient();
  const { data } = useQuery(sumsQuery);
  useLiveRefresh(isAboutDesk, () => void refreshDesk(queries), 2000);
  const count = (data?.quarter_hour ?? 0) + (data?.exceptions ?? 0);
  if (count === 0) return null;
  return (
    <span
      className={collapsed ? style.dot : style.badge}
      data-urgent={(data?.hour ?? 0) > 0 || undefined}
      data-testid={collapsed ? undefined : "desk-badge"}
    >
      {!collapsed && (count > 99 ? "99+" : count)}
      <span className={style.spoken}> {t("needs_answer_waiting", { defaultValue: "to see" })}</span>
    </span>
  );
}
