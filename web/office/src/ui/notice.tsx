// Boxed messages inside a page: something to know, to heed, or that went wrong.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/error.ts";
import { HeldForApproval } from "../api/held.ts";
import { cx } from "./class-names.ts";
import { Copyable } from "./copyable.tsx";
import { HeldNotice } from "./held-notice.tsx";
import { Icon, type IconName } from "./icon.tsx";
import style from "./notice.module.css";
import { GrantLines } from "./who-can-grant.tsx";

export type NoticeTone = "info" | "success" | "warning" | "danger";

const icons: Record<NoticeTone, IconName> = {
  info: "info",
  success: "check-circle",
  warning: "alert",
  danger: "x-circle",
};

export function Notice({
  tone = "info",
  title,
  children,
  action,
}: {
  tone?: NoticeTone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={cx(style.notice, style[tone])} role={tone === "danger" ? "alert" : "status"}>
      <Icon name={icons[tone]} className={style.icon} />
      <div className={style.body}>
        {title && <div className={style.title}>{title}</div>}
        {children && <div className={style.text}>{children}</div>}
      </div>
      {action && <div className={style.action}>{action}</div>}
    </div>
  );
}

/** What a refusal says to a person: its code translated when there is a text, else its detail. */
export function useProblemText() {
  const { t, i18n } = useTranslation();
  return (error: unknown): { title: string; detail: string; request_id: string } => {
    if (!(error instanceof ApiError))
      return { title: t("problem.unexpected"), detail: String(error), request_id: "" };
    const { code, detail, request_id } = error.problem;
    const known = i18n.exists(`problem.${code}`);
    const plain = detail.charAt(0).toUpperCase() + detail.slice(1);
    return { title: known ? t(`problem.${code}`) : plain, detail: known ? plain : "", request_id };
  };
}

export function ProblemNotice({ error, action }: { error: unknown; action?: ReactNode }) {
  if (error instanceof HeldForApproval) return <HeldNotice approval={error.approval} />;
  return <Refusal error={error} action={action} />;
}

function Refusal({ error, action }: { error: unknown; action?: ReactNode }) {
  const { t } = useTranslation();
  const { title, detail, request_id } = useProblemText()(error);
  return (
    <Notice tone="danger" title={title} action={action}>
      {detail && detail !== title && <p>{detail}</p>}
      {error instanceof ApiError && error.code === "permission_missing" && (
        <GrantLines roles={error.problem.details?.roles} people={error.problem.details?.people} />
      )}
      {request_id && (
        <p className={style.request}>
          {t("problem.request")} <Copyable text={request_id} />
        </p>
      )}
    </Notice>
  );
}
