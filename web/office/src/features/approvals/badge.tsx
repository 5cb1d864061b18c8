// How many requests wait for the signed-in person, behind the menu's word; follows live.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { countQuery, isAboutApprovals, refreshApprovals } from "./api.ts";
import style from "./approvals.module.css";

export default function ApprovalsBadge({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation("menu");
  const queries = useQueryClient();
  const { data } = useQuery(countQuery);
  useLiveRefresh(isAboutApprovals, () => void refreshApprovals(queries), 800);
  const count = data?.to_decide ?? 0;
  if (count === 0) return null;
  return (
    <span
      className={collapsed ? style.dot : style.badge}
      data-testid={collapsed ? undefined : "approvals-badge"}
    >
      {!collapsed && (count > 99 ? "99+" : count)}
      <span className={style.spoken}> {t("approvals_waiting", { defaultValue: "to decide" })}</span>
    </span>
  );
}
