// Says behind the menu's word that a review is due, or how many rows of an open one wait.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import style from "./access-reviews.module.css";
import { reviewsQuery } from "./api.ts";

export default function ReviewBadge({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation("menu");
  const { data } = useQuery(reviewsQuery);
  const open = data?.rows.find(({ state }) => state === "open");
  const waiting = open?.undecided ?? 0;
  if (!data?.is_due && waiting === 0) return null;
  const due = t("access_review_due", { defaultValue: "due" });
  const text = waiting > 99 ? "99+" : waiting > 0 ? String(waiting) : due;
  return (
    <span className={collapsed ? style.dot : style.badge} data-testid="access-review-badge">
      {!collapsed && text}
      <span className={style.spoken}>
        {" "}
        {t("access_review_waiting", { defaultValue: "to review" })}
      </span>
    </span>
  );
}
