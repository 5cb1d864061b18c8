// Says that an act waits for other people: who can decide, until when, and where to follow it.
import { useTranslation } from "react-i18next";
import type { HeldApproval } from "../api/held.ts";
import { ButtonLink } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { Instant } from "./instant.tsx";
import style from "./notice.module.css";

export function HeldNotice({ approval }: { approval: HeldApproval }) {
  const { t } = useTranslation();
  const { deciders, needed, given, expires_at, approval_id } = approval;
  const names = new Intl.ListFormat("en", { type: "disjunction" }).format(deciders);
  return (
    <div className={`${style.notice} ${style.info}`} role="status">
      <Icon name="clock" className={style.icon} />
      <div className={style.body}>
        <div className={style.title}>{t("held.title")}</div>
        <div className={style.text}>
          <p>
            {t("held.nothing_done")}{" "}
            {deciders.length > 0
              ? t("held.sent_to", { names, count: deciders.length })
              : t("held.nobody")}{" "}
            {needed > 1 && t("held.more_people", { given, needed })}
          </p>
          <p>
            {t("held.until")} <Instant at={expires_at} />.
          </p>
          <p>
            <ButtonLink to={`/approvals/${approval_id}`} size="small" icon="arrow-right">
              {t("held.see")}
            </ButtonLink>
          </p>
        </div>
      </div>
    </div>
  );
}
